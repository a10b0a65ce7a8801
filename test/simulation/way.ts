import type { Inlet } from '../../src/client/link'
import type { ServerLink } from '../../src/server/link'
import type { Behaviour } from './behaviours'
import type { Lane } from './lane'
import type { Node } from './node'

/** What a page is connected by: what it sends and hears on all its links shares this. */
export interface Line {
  up: Lane
  down: Lane
}

/** One link, from both its ends. */
export interface Way {
  name: string
  behaviour: Behaviour
  line: Line
  node: Node
  /** None for a request that nobody waits for. */
  inlet: Inlet | undefined
  /** When what was sent last arrives. */
  up: number
  down: number
  /** What comes through no more. */
  mutedUp: boolean
  mutedDown: boolean
  /** Nothing comes through in either direction, and each end gets to know in its time. */
  cut: boolean
  /** What is held back, until there are so many characters. */
  held: (() => void)[]
  room: number
  turn: Promise<void>
  /** What was said first on it. */
  request: string
  /** Batches, at the server's end. */
  read: number
  written: number
  hold: number
  /** It has been told to wait. */
  full: boolean
  server?: ServerLink
  /** The server's end is over. */
  gone: boolean
}
