import type { Encoded } from '../../protocol/message.js';
import type { Position } from '../../protocol/position.js';
/**
 * A publication in the log, and the message that delivers it (Bayeux 1.0, section 5.2; never with a clientId). Hot: the
 * log keeps only what differs, and a batch joins the texts of its messages at once.
 */
export declare class Entry implements Encoded {
    readonly channel: string;
    readonly position: Position;
    readonly data: string;
    readonly at: number;
    /**
     * @param data - JSON text
     * @param at - when it was appended, milliseconds since 1970
     */
    constructor(channel: string, position: Position, data: string, at: number);
    get json(): string;
    /** Characters of the message. */
    get length(): number;
}
