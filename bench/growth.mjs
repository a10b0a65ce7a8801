import { plot } from './support/plot.mjs'
import { start } from './support/processes.mjs'

const powers = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index))

/** What grows, over which numbers, and which costs are looked at. */
const axes = {
  subscribers: { across: 'subscribers', at: powers(1, 4), costs: ['delivery'] },
  channels: { across: 'channels', at: powers(0, 5), costs: ['publication'] },
  subscriptions: { across: 'subscriptions of a session', at: powers(0, 3), costs: ['publication', 'client'] },
  log: { across: 'messages in the log', at: [0, ...powers(2, 6)], costs: ['publication', 'coming back'] },
}
const nameOf = (axis, x) => `${x.toLocaleString('en-GB')} ${axes[axis].across}`

export const title = 'Growth'
export const about =
  'What one message of 100 bytes costs the sessions and the log of the server, in a turn of its own, without a network, as one ' +
  'thing grows: each delivery to one of many subscribers; a publication to one of many channels, each with one listener; to a ' +
  'session with many subscriptions (`client`: to take it from among as many in the page); with many messages in the log ' +
  '(`coming back`: to go on from a place near its end).'
export const figures = Object.fromEntries(
  ['delivery', 'publication', 'client', 'coming back'].map((cost) => [`${cost}, µs`, { digits: 2 }]),
)

/** Flat, or logarithmic: no more than this from one end to the other. */
export const targets = Object.entries(axes).flatMap(([axis, { at, costs }]) =>
  costs.map((cost) => ({
    ...{ of: nameOf(axis, at.at(-1)), figure: `${cost}, µs`, against: nameOf(axis, at[0]), atMost: 2.5 },
  })),
)

export async function open({ quick, small }) {
  const most = small ? 100 : quick ? 10_000 : Number.POSITIVE_INFINITY

  async function measure(axis, x) {
    const node = start('growth-node.mjs', [], ['--expose-gc', '--max-old-space-size=3000'])
    try {
      const costs = await node.ask(axis, x)
      return Object.fromEntries(Object.entries(costs).map(([cost, found]) => [`${cost}, µs`, found]))
    } finally {
      await node.close()
    }
  }

  return {
    cases: Object.entries(axes).flatMap(([axis, { at }]) =>
      at.filter((x) => x <= most).map((x) => ({ name: nameOf(axis, x), measure: () => measure(axis, x) })),
    ),
    drawn: ({ rows }) =>
      Object.fromEntries(
        Object.entries(axes).map(([axis, { across, at, costs }]) => [axis, draw(rows, axis, across, at, costs)]),
      ),
    close: async () => {},
  }
}

function draw(rows, axis, across, at, costs) {
  const line = (cost) =>
    at.flatMap((x) => {
      const found = rows.find((row) => row.case === nameOf(axis, x))?.[`${cost}, µs`]
      return found ? [{ x, ...found }] : []
    })
  return plot(
    `What a message costs, by ${across}`,
    across,
    'µs',
    Object.fromEntries(costs.map((cost) => [cost, line(cost)])),
  )
}
