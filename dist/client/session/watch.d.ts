import { type Written } from '../../protocol/message.js';
import type { Outbox } from './outbox.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { SessionEffect } from './states.js';
export type Watch = ReturnType<typeof createWatch>;
/**
 * Watches whether what the server writes on the live link arrives. When the link falls silent, out of its rhythm or with
 * an answer due, the server is asked beside it how much it has written. If it has written more than has come, and still
 * nothing comes, the link holds back what it should carry.
 */
export declare function createWatch(paths: Paths, plain: Plain, outbox: Outbox, emit: (effect: SessionEffect) => void): {
    /** When `tick` is due; Infinity when there is nothing to doubt. */
    readonly due: number;
    /** The live link has been given up. */
    readonly over: boolean;
    questionTime: () => number;
    expect: () => void;
    /** A publication was answered on the live link. */
    answered(): void;
    /** Another link is live, or none. Should it bring nothing but its first words, that is asked about too. */
    begin(): void;
    /** Something came over the live link. */
    heard(): void;
    /** The server's word on how much it has written on the live link, and read from it. */
    told(word: Written): void;
    /** A request beside the link has failed: if the question was in it, it is asked again later. */
    unheard(): void;
    /** Asks the server, or gives the link up. */
    tick(): void;
};
