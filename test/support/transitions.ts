import type { NextState, SessionState } from '../../src/client/session/states'

/** What may follow each state. */
export const transitions: Record<SessionState, readonly NextState[]> = {
  idle: ['connecting', 'closed'],
  connecting: ['online', 'closed'],
  online: ['offline', 'closed'],
  offline: ['online', 'closed'],
  closed: [],
}

/** Takes each state that a session comes to, and tells of those that may not follow the one before. */
export function followStates(illegal: (what: string) => void) {
  let state: SessionState = 'idle'
  return (next: NextState) => {
    if (!transitions[state].includes(next)) illegal(`${next} after ${state}`)
    state = next
  }
}
