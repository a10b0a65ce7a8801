import type { Position } from '../protocol/position'
import type { Environment } from './environment'
import type { Unanswered } from './outbox'

/** What one page leaves to the next one in its tab. */
export interface Legacy {
  /** How far each pattern is. */
  places: Record<string, Position>
  publications: Unanswered[]
}

/** Most characters that are left. */
const most = 1_048_576

/** Hands things from one page on to the next one in its tab. Where nothing can be kept, nothing is. */
export function createResume(url: string, { tabStorage }: Environment) {
  const name = `encke ${url}`
  let left = ''

  return {
    /** What the page before has left; only once, so that a duplicated tab does not take it again. */
    take(): Partial<Legacy> {
      try {
        const { places, publications } = JSON.parse(tabStorage.getItem(name) as string)
        tabStorage.setItem(name, 'null')
        return { places: { ...places }, publications: [...publications] }
      } catch {
        return {}
      }
    },

    leave(legacy: Legacy): void {
      const text = JSON.stringify(legacy)
      try {
        left = text.length > most ? JSON.stringify({ ...legacy, publications: [] }) : text
        tabStorage.setItem(name, left)
      } catch {}
    },

    /** This page is back: whether another one goes on meanwhile with what it had left. */
    taken(): boolean {
      try {
        const taken = left !== '' && tabStorage.getItem(name) !== left
        left = ''
        if (!taken) tabStorage.setItem(name, 'null')
        return taken
      } catch {
        return false
      }
    },
  }
}
