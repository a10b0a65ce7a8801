import type { Log } from './log.js';
import { type Retention } from './window.js';
/**
 * A log in the memory of this process. When the process ends, it is gone, and clients hear `missed`.
 * @param now - milliseconds since 1970
 * @throws EnckeError `bad-option` - a bound is no number above 0, or there is none of that name
 */
export declare function createMemoryLog(retention?: Retention, now?: () => number): Log;
