import type { Encoded } from '../../protocol/message.js';
import { type Position } from '../../protocol/position.js';
/** A millisecond of the log, shared by all that was appended in it. */
export interface Moment {
    /** What their positions begin with. */
    readonly stamp: string;
    /** Milliseconds since 1970. */
    readonly at: number;
}
/**
 * A publication in the log, and the message that delivers it (Bayeux 1.0, section 5.2; never with a clientId). Hot: the
 * log keeps only what differs, and a batch joins the texts of its messages at once.
 */
export declare class Entry implements Encoded {
    readonly channel: string;
    readonly moment: Moment;
    readonly suffix: string;
    readonly data: string;
    /**
     * @param suffix - with which its position ends
     * @param data - JSON text
     */
    constructor(channel: string, moment: Moment, suffix: string, data: string);
    /** Made whenever it is asked for: most are never. */
    get position(): Position;
    get json(): string;
    /** Characters of the message. */
    get length(): number;
}
export declare const ofOneChannel: (entries: readonly Entry[]) => boolean;
/** Makes entries of what has a position already. */
export declare function createEntries(): (channel: string, position: Position, data: string) => Entry;
