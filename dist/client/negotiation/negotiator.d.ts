import { EnckeError } from '../../protocol/errors.js';
import type { Decision } from '../client-events.js';
import type { Target, Transport } from '../link.js';
import type { Purpose, SessionEvent } from '../session/states.js';
import type { Attempt, Wishes } from './attempt.js';
import type { Memory } from './memory.js';
export interface NegotiatorOptions {
    transports: readonly Transport[];
    target: Target;
    memory: Memory;
    open(transport: Transport, purpose: Purpose, wishes: Wishes): Attempt;
    close(attempt: Attempt): void;
    /** Whether what is live may go on until another one has proved itself. */
    sound(): boolean;
    /** Tells the session. */
    step(event: SessionEvent): void;
    decided(decision: Decision): void;
}
/**
 * Finds the best transport that really delivers. The best request and what runs both ways start together; the next one
 * starts when they fail, or beside them when they are silent. The first over which the server's answer comes is live: nothing
 * else counts as success. What is better, or asked for, is tried by a link that cannot take the session from one that is
 * sound before it has proved itself: for ever, ever more seldom.
 */
export declare function createNegotiator(options: NegotiatorOptions): {
    /**
     * Opens a link: on the transport in use (the carrier's, though its proof may be a moment away), or on whichever proves
     * itself first. A plain server decides what comes next.
     */
    dial(again: boolean, carrier?: Transport): void;
    /** From now on only these may be used; all, without names. `now`: there is a session to be moved, and the page is awake. */
    use(names: readonly string[] | undefined, now: boolean): void;
    /** The session runs over this link, which works. */
    live(winner: Attempt): void;
    /** The path of this link works, but another link has the session. */
    stale(attempt: Attempt): void;
    /** The live link holds back what it should carry. */
    doubt(attempt: Attempt, error: EnckeError): void;
    /** The network, or the user, is back: whatever failed is worth a try. */
    refresh(): void;
    /** This link is over. */
    ended(attempt: Attempt, error?: EnckeError): void;
    /** The link no longer counts, through no fault of its own. */
    dropped: (attempt: Attempt) => void;
    /** The server answered over this link that it takes only these: the race is over. */
    restrict(attempt: Attempt, types: readonly string[]): void;
    stop: () => void;
};
