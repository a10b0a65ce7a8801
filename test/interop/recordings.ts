import { expect, test } from 'vitest'
import { createExtensions, type Extension } from '../../src/extensions/index'
import { connect } from '../../src/index'
import { closeLater } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'
import { type Vector, vectorsOf } from '../support/vectors'
import { type Exchange, script } from './scripted'
import { type Feature, nothingElse } from './table'

const table = 'Our client on other servers'

/** The name of our client on each of these servers. */
export const id = '1a2b3c4d5e6f'

export const connected = { channel: '/meta/connect', successful: true }
export const poll: Exchange = { says: { channel: '/meta/connect', clientId: id }, hears: [connected], held: true }

/**
 * What a server has been seen, or is documented, to say.
 * @param ours - whether a vector is about it
 */
export function recordings(whose: string, ours: (vector: string) => boolean) {
  const vectors = vectorsOf(whose, ({ kind, id }) => kind === 'answers' && ours(id))
  const vectorOf = (name: string) => vectors.find(({ id }) => id === name) as Vector

  /** To the request of this number, or at all. */
  function recorded(vector: string, step?: number) {
    const { response, steps } = vectorOf(vector)
    const said = step === undefined ? response : (steps[step]?.response ?? [])
    return JSON.parse(JSON.stringify(said).split('$C1').join(id)) as Record<string, unknown>[]
  }

  /** The same, but each answer with the id of what our client asks. */
  const answers = (vector: string, step?: number) => recorded(vector, step).map(({ id: _, ...answer }) => answer)

  return { vectorOf, recorded, answers }
}

/** Plays a recording to a client of ours, which writes down what happens to it. */
export async function play(exchanges: Exchange[], ...extensions: Extension[]) {
  const server = await script(exchanges)
  const told: [string, unknown][] = []
  const client = closeLater(
    connect(server.url, {
      transports: ['long-polling'],
      environment: likeBrowser(),
      extensions: createExtensions(...extensions),
    }),
  )
  for (const event of ['missed', 'error'] as const) client.on(event, (what: unknown) => told.push([event, what]))
  const heard: unknown[] = []
  return {
    server,
    client,
    told,
    heard,
    hear: ({ data }: { data: unknown }) => void heard.push(data),
    /** Lets go of the answer that has been held longest, as soon as one is. */
    async release() {
      await until(() => server.held.length)
      server.held.shift()?.()
    },
    /** Resolves when all has been said; nothing else was. */
    async over() {
      await until(() => server.ahead.length === 0, `said: ${JSON.stringify(server.ahead)}`)
      expect(server.strange).toEqual([])
    },
  }
}

/**
 * Declares the tests of the features of a row.
 * @param lacking - why there are no others
 */
export function about(row: string, lacking: string) {
  nothingElse(lacking, { table, row })
  return (feature: Feature, sentence: string, run: () => Promise<void>) =>
    test(sentence, { meta: { table, row, transport: 'long-polling', feature } }, run)
}
