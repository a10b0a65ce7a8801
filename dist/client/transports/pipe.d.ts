import { type EnckeError } from '../../protocol/errors.js';
import type { Inlet, Link } from '../link.js';
/** A link that is fed with text. */
export interface Pipe extends Link {
    readonly open: boolean;
    alive(): void;
    /** The text of a batch. What is none ends the link. */
    frame(text: string): void;
    closed(error?: EnckeError): void;
}
/**
 * Stands between what carries a link and its inlet, which hears nothing after the end.
 * @param release - lets go of what carries the link, at its end, whoever ends it
 */
export declare function createPipe(inlet: Inlet, release: () => void): Pipe;
