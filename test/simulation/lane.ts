import type { Clock } from './clock'

/** Characters that go through before another sender has its turn. */
const packet = 1400

interface Transfer {
  left: number
  progressed(): void
  arrived(): void
}

export type Lane = ReturnType<typeof createLane>

/**
 * One direction of a line. Those who send through it share it, packet by packet; what one of them sends keeps its order.
 * @param rate - characters a second
 */
export function createLane(clock: Clock, rate: number) {
  /** By sender; the one whose turn it is comes first. */
  const sending = new Map<unknown, Transfer[]>()
  let busy = false

  function next() {
    const [first] = sending
    busy = first !== undefined
    if (!first) return
    const [sender, transfers] = first
    const [transfer] = transfers as [Transfer]
    const size = Math.min(packet, transfer.left)
    clock.at(clock.now + (size / rate) * 1000, () => {
      transfer.left -= size
      if (sending.get(sender) === transfers) {
        sending.delete(sender)
        if (transfer.left === 0) transfers.shift()
        if (transfers.length) sending.set(sender, transfers)
        if (transfer.left === 0) transfer.arrived()
        else transfer.progressed()
      }
      next()
    })
  }

  return {
    send(sender: unknown, characters: number, arrived: () => void, progressed: () => void) {
      if (rate === Number.POSITIVE_INFINITY) return arrived()
      const transfers = sending.get(sender) ?? []
      transfers.push({ left: characters, progressed, arrived })
      sending.set(sender, transfers)
      if (!busy) next()
    },

    /** Characters of this sender that have not come through. */
    waiting: (sender: unknown) => (sending.get(sender) ?? []).reduce((sum, { left }) => sum + left, 0),

    /** This sender is gone, and what it has not sent yet. */
    forget: (sender: unknown) => void sending.delete(sender),
  }
}
