import { type Framing } from './streaming.js';
/** As {@link fetchStreaming}, to an XMLHttpRequest, whose text grows. */
export declare const xhrStreaming: Framing;
