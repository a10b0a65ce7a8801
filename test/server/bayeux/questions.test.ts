import { describe, expect, test, vi } from 'vitest'
import { createQuestions } from '../../../src/server/bayeux/questions'
import { numbers } from '../../support/numbers'

/** Milliseconds for which a client waits for the answer to a join, and then until it asks again. */
const patience = 10_000
const pause = 1000

/** Milliseconds that the application takes for each answer, in the order in which it is asked. */
const each = 10

const nothing = () => {}
const here = { isOver: () => false }
const never = () => new Promise<never>(() => {})
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function comeBack(count: number, links: number) {
  let now = 0
  const asked: (() => void)[] = []
  const inTime = createQuestions(nothing, () => now)
  const application = () => new Promise<void>((resolve) => asked.push(resolve))

  const clients = numbers(count).map(() => ({ since: Number.NEGATIVE_INFINITY, online: false }))

  function join(client: (typeof clients)[0]) {
    const { since } = client
    const isOver = () => client.online || client.since !== since || now - since > patience
    const answered = () => {
      client.online ||= !isOver()
    }
    for (const _ of numbers(links)) inTime({ isOver }, application).then(answered, () => {})
  }

  return async (milliseconds: number) => {
    for (const until = now + milliseconds; now < until; now += each) {
      asked.shift()?.()
      await turn()
      for (const client of clients) {
        if (client.online || now - client.since < patience + pause) continue
        client.since = now
        join(client)
      }
    }
    return clients.filter(({ online }) => online).length
  }
}

describe('the application', () => {
  test.each([1, 3])(
    'answers all who come back at once, each by %i transports, though who waits in vain comes again',
    async (links) => {
      const pass = comeBack(2000, links)
      expect(await pass(links * 40_000)).toBe(2000)
    },
  )

  test('that never answers some is asked by others all the same', async () => {
    let now = 0
    const inTime = createQuestions(nothing, () => now)
    for (const _ of numbers(1000)) inTime(here, never).catch(() => {})
    now += patience
    expect(await inTime(here, () => 'yes')).toBe('yes')
  })

  test.each([
    ['late', patience, 1],
    ['just in time', patience - 1, 0],
  ])('that answers %s is told of, or not', async (_, takes, told) => {
    let now = 0
    const late = vi.fn()
    const inTime = createQuestions(late, () => now)
    await inTime(here, () => {
      now += takes
    })
    expect(late).toHaveBeenCalledTimes(told)
  })

  test('that never answers one is told of when the next one asks', async () => {
    let now = 0
    const late = vi.fn()
    const inTime = createQuestions(late, () => now)
    inTime(here, never).catch(() => {})
    now += patience
    await inTime(here, () => 'yes')
    expect(late).toHaveBeenCalledTimes(1)
  })

  test('is not asked for who has gone', async () => {
    const inTime = createQuestions(nothing)
    const answers: (() => void)[] = []
    const asked = numbers(200).map(() => inTime(here, () => new Promise<void>((resolve) => answers.push(resolve))))
    const ask = vi.fn()
    const gone = inTime({ isOver: () => true }, ask)
    for (const answer of answers) answer()
    await Promise.all(asked)
    await expect(gone).rejects.toMatchObject({ code: 'busy' })
    expect(ask).not.toHaveBeenCalled()
  })

  test('that throws makes room for the next', async () => {
    const inTime = createQuestions(nothing)
    const fails = () => Promise.reject(new Error('no database'))
    const asked = numbers(1000).map(() => inTime(here, fails))
    for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ reason: { message: 'no database' } })
    expect(await inTime(here, () => 'yes')).toBe('yes')
  })
})
