import type { Target, Transport } from '../link'

export interface Plan {
  /** All that may be used, in order of preference. */
  usable: Transport[]
  /** Those that start at once: the first in line, and beside it what runs both ways and would be better. */
  together: Transport[]
  /** Those that follow, one by one, when these fail or stay silent. */
  rest: Transport[]
  unusable: { transport: Transport; reason: string }[]
}

export interface Circumstances {
  /** Those that have let us down lately stand behind the others. */
  troubled(transport: Transport): boolean
  /** The name of the one that proved itself here before. */
  proved?: string | undefined
  /** Those that the server takes, when it has said so. */
  connectionTypes?: readonly string[] | undefined
}

/**
 * What to try here and now, in which order. What runs both ways is opened before the request beside it, so its join has
 * the lower number: it can open and stay mute, and must not take the session from a request that is answered.
 */
export function plan(transports: readonly Transport[], target: Target, circumstances: Circumstances): Plan {
  const { troubled, proved, connectionTypes } = circumstances
  const usable: Transport[] = []
  const unusable: Plan['unusable'] = []
  for (const transport of transports) {
    const unknown = connectionTypes?.includes(transport.name) === false
    const reason = unknown ? 'the server has it not' : (mixed(target) ?? transport.unusable(target))
    if (reason) unusable.push({ transport, reason })
    else usable.push(transport)
  }
  const sound = usable.filter((transport) => !troubled(transport))
  const order = [...new Set([...sound, ...usable])]
  const trusted =
    sound.find(({ name, kind }) => name === proved && kind !== 'duplex') ?? order.find(({ kind }) => kind !== 'duplex')
  const beside = (sound.length ? sound : usable).filter(
    (transport) => transport.kind === 'duplex' && !(trusted && order.indexOf(transport) > order.indexOf(trusted)),
  )
  // Faye takes the end of one link for the end of all that a client has there.
  const together = (trusted ? [...beside, trusted] : beside).slice(0, connectionTypes ? 1 : undefined)
  return { usable, together, rest: order.filter((transport) => !together.includes(transport)), unusable }
}

/** A secure page may not talk to an insecure server, unless that is on its own machine. */
function mixed({ url, environment: { href } }: Target): string | undefined {
  if (!href?.startsWith('https:') || !/^http:\/\/(?!localhost[:/]|127\.|\[::1])/.test(url)) return undefined
  return 'mixed content: the page is https, the server is not'
}
