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
      let text = JSON.stringify(legacy)
      if (text.length > most) text = JSON.stringify({ ...legacy, publications: [] })
      left = ''
      try {
        tabStorage.setItem(name, text)
        left = text
      } catch {}
    },

    /** This page is back: what is left by another one that has gone on meanwhile; undefined when none has. */
    back(): Partial<Legacy> | undefined {
      try {
        const taken = left && tabStorage.getItem(name) !== left
        left = ''
        const legacy = this.take()
        return taken ? legacy : undefined
      } catch {
        return undefined
      }
    },
  }
}
