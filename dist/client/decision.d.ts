/** One decision of the negotiator, with its cause. */
export interface Decision {
    /** Milliseconds on the environment's clock. */
    time: number;
    /**
     * `unusable`: cannot work here. `trying`: a link is being opened. `proved`: the server's answer came over it. `live`: it
     * carries the session. `failed`: it did not deliver. `left`: another one was better.
     */
    kind: 'unusable' | 'trying' | 'proved' | 'live' | 'failed' | 'left';
    /** The name of the one that it is about. */
    transport: string;
    /** Why, in words for people. */
    reason: string;
    /** Milliseconds since this link was opened. */
    elapsed: number;
    /** Characters that came over it. */
    received: number;
}
