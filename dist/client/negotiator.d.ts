import { EnckeError } from '../protocol/errors.js';
import type { Target, Transport } from './link.js';
import type { LinkId } from './states.js';
/** One decision of the negotiator, with its cause. */
export interface Decision {
    /** Milliseconds on the environment's clock. */
    time: number;
    /**
     * `unusable`: cannot work here. `trying`: a link is being opened. `live`: the server's answer came over it, it carries
     * the session. `failed`: it did not deliver. `left`: another one was better.
     */
    kind: 'unusable' | 'trying' | 'live' | 'failed' | 'left';
    transport: string;
    reason: string;
    /** Milliseconds since this link was opened. */
    elapsed: number;
}
export interface NegotiatorOptions {
    transports: readonly Transport[];
    target: Target;
    open(transport: Transport): LinkId;
    close(link: LinkId): void;
    /** Nothing works. `forGood`: nothing ever can, here. */
    exhausted(error: EnckeError, forGood: boolean): void;
    decided(decision: Decision): void;
}
/**
 * Finds the best transport that really delivers. One starts; the next starts when it fails, or beside it when it has
 * been silent for its stagger. The first over which the server's answer comes is live; a better one that proves itself
 * later takes over. Nothing else counts as success.
 */
export declare function createNegotiator({ transports, target, open, close, exhausted, decided }: NegotiatorOptions): {
    readonly current: Transport | undefined;
    /** Opens a link: on the transport in use, or on whichever proves itself first. */
    dial(again: boolean): void;
    /** The session runs over this link. */
    live(link: LinkId): void;
    /** The path of this link works, but another link has the session. */
    stale(link: LinkId): void;
    /** This link is over. */
    ended(link: LinkId, error?: EnckeError): void;
    /** The link no longer counts, through no fault of its own. */
    dropped(link: LinkId): void;
    /** The server answered over this link that it takes only these: the race is over. */
    restrict(link: LinkId, only: readonly string[]): void;
    stop: () => void;
};
