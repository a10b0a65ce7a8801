import { EnckeError } from '../../protocol/errors';
import type { Batch } from '../../protocol/message';
import type { Inlet, Link, Target } from '../link';
/** Guards an inlet: nothing after the end, and errors in what is decoded become the end. */
export declare function guard(inlet: Inlet): {
    readonly open: boolean;
    closed: (error?: EnckeError) => void;
    mute: () => void;
    alive: () => false | void;
    /** One frame: the text of a batch. */
    frame(text: string): void;
};
export declare function blockedBy(target: Target, ...directives: string[]): string | undefined;
/** Why requests that read their answer cannot be made. */
export declare function noRequests(target: Target): string | undefined;
export declare function noXhr(target: Target, Xhr?: {
    new (): XMLHttpRequest;
    prototype: XMLHttpRequest;
    readonly UNSENT: 0;
    readonly OPENED: 1;
    readonly HEADERS_RECEIVED: 2;
    readonly LOADING: 3;
    readonly DONE: 4;
} | undefined): string | undefined;
/**
 * One POST.
 * @param progress - hears the whole text so far, as it grows, and once more at the end
 */
export declare function request(target: Target, batch: Batch, inlet: Inlet, progress?: (text: string) => void): Link;
