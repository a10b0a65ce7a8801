/** One decision about transports, with its cause. */
export interface Decision<Name extends string = string> {
  /** When, in milliseconds on the environment's clock (`performance.now()`). */
  time: number
  /**
   * `unusable`: it cannot work here. `trying`: a link is being opened. `proved`: the server's answer came over it. `live`:
   * it carries the session. `failed`: it did not deliver. `left`: another one was better, or others are wanted.
   */
  kind: 'unusable' | 'trying' | 'proved' | 'live' | 'failed' | 'left'
  /** The name of the transport. */
  transport: Name
  /** Why, in words for people, not for programs. */
  reason: string
  /** Milliseconds since this link was opened. */
  elapsed: number
  /** Characters of messages that came over it. */
  received: number
}
