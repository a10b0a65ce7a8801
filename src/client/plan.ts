import type { Target, Transport } from './link'

/** One step of a plan: the transport, and how long it may be silent before the next one starts beside it. */
export interface Step {
  transport: Transport
  /** Milliseconds. */
  after: number
}

export interface Plan {
  steps: Step[]
  unusable: { transport: Transport; reason: string }[]
}

/** How long a transport has the stage to itself, in milliseconds. */
const stagger = 1000

/**
 * In which order to try what, here and now.
 * @param troubled - names of those that let us down before: they hold nobody up
 * @param connectionTypes - those that the server takes, when it has said so
 */
export function plan(
  transports: readonly Transport[],
  target: Target,
  troubled: ReadonlySet<string>,
  connectionTypes?: readonly string[],
): Plan {
  const steps: Step[] = []
  const unusable: Plan['unusable'] = []
  for (const transport of transports) {
    const known = connectionTypes?.includes(transport.connectionType) ?? true
    const reason = known ? (mixed(target) ?? transport.unusable(target)) : 'the server has it not'
    if (reason) unusable.push({ transport, reason })
    else steps.push({ transport, after: troubled.has(transport.name) ? 0 : stagger })
  }
  return { steps, unusable }
}

/** A secure page may not talk to an insecure server, unless that is on its own machine. */
function mixed({ url, environment: { href } }: Target): string | undefined {
  if (!href?.startsWith('https:') || !/^http:\/\/(?!localhost[:/]|127\.|\[::1])/.test(url)) return undefined
  return 'mixed content: the page is https, the server is not'
}
