import { demandOneOf } from './options'

/** What a listener throws hurts nobody else. */
export function report(error: unknown): void {
  ;(globalThis.reportError ?? console.error)(error)
}

// biome-ignore lint/suspicious/noExplicitAny: the arguments of each listener are those of its event
type AnyEvents<Events> = { [Name in keyof Events]: (...args: any[]) => void }

export type Listeners<Events extends AnyEvents<Events>> = ReturnType<typeof createListeners<Events>>

/**
 * Listeners by name of event.
 * @param unheard - takes the first argument of an event that nobody listens to
 */
export function createListeners<Events extends AnyEvents<Events>>(
  names: readonly (keyof Events & string)[],
  unheard: (first: unknown) => void = () => {},
) {
  const listeners = new Map<keyof Events, Set<Events[keyof Events]>>(names.map((name) => [name, new Set()]))

  return {
    /**
     * Returns the undo.
     * @throws EnckeError `bad-option`
     */
    on<Name extends keyof Events & string>(name: Name, listener: Events[Name]): () => void {
      demandOneOf('event', name, names)
      const set = listeners.get(name) as Set<Events[Name]>
      set.add(listener)
      return () => {
        set.delete(listener)
      }
    },

    emit<Name extends keyof Events>(name: Name, ...args: Parameters<Events[Name]>): void {
      const all = [...(listeners.get(name) as Set<Events[Name]>)]
      if (!all.length) unheard(args[0])
      for (const listener of all) {
        try {
          listener(...args)
        } catch (error) {
          report(error)
        }
      }
    },
  }
}
