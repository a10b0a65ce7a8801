import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createQuestions } from '../../../src/server/bayeux/questions'
import { numbers } from '../../support/numbers'

/** Milliseconds for which a client waits for the answer to a join, and then until it asks again. */
const patience = 10_000
const pause = 1000

/** Milliseconds that the application takes for each answer, in the order in which it is asked. */
const each = 10

const here = () => ({ isOver: () => false })
const never = () => new Promise<never>(() => {})
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function comeBack(count: number, links: number) {
  let now = 0
  const asked: (() => void)[] = []
  const inTime = createQuestions(undefined, () => now)
  const application = () => new Promise<void>((resolve) => asked.push(resolve))

  const clients = numbers(count).map(() => ({ since: Number.NEGATIVE_INFINITY, online: false }))

  function join(client: (typeof clients)[0]) {
    const { since } = client
    const isOver = () => client.online || client.since !== since || now - since > patience
    const answered = () => {
      client.online ||= !isOver()
    }
    for (const _ of numbers(links)) inTime({ isOver }, 'authorize', application).then(answered, () => {})
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
    const inTime = createQuestions(undefined, () => now)
    for (const _ of numbers(1000)) inTime(here(), 'authorize', never).catch(() => {})
    now += patience
    expect(await inTime(here(), 'authorize', () => 'yes')).toBe('yes')
  })

  test('is not asked for who has gone', async () => {
    const inTime = createQuestions()
    const answers: (() => void)[] = []
    const asked = numbers(200).map(() =>
      inTime(here(), 'authorize', () => new Promise<void>((resolve) => answers.push(resolve))),
    )
    const ask = vi.fn()
    const gone = inTime({ isOver: () => true }, 'authorize', ask)
    for (const answer of answers) answer()
    await Promise.all(asked)
    await expect(gone).rejects.toMatchObject({ code: 'busy' })
    expect(ask).not.toHaveBeenCalled()
  })

  test('that throws makes room for the next', async () => {
    const inTime = createQuestions()
    const fails = () => Promise.reject(new Error('no database'))
    const asked = numbers(1000).map(() => inTime(here(), 'authorize', fails))
    for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ reason: { message: 'no database' } })
    expect(await inTime(here(), 'authorize', () => 'yes')).toBe('yes')
  })

  describe('that takes longer than clients wait is named on the console, once', () => {
    function watched() {
      const told = vi.spyOn(console, 'warn').mockReturnValue()
      onTestFinished(() => told.mockRestore())
      let now = 0
      const inTime = createQuestions(undefined, () => now)
      const slow = (milliseconds: number) => async () => void (now += milliseconds)
      return { ...{ told, inTime, slow }, pass: (milliseconds: number) => (now += milliseconds) }
    }
    const named = (hook: string) => [[expect.stringContaining(`${hook} has had no answer for ten seconds`)]]

    test('when it has an answer at last', async () => {
      const { told, inTime, slow } = watched()
      for (const _ of numbers(3)) await inTime(here(), 'authenticate', slow(patience + 1))
      expect(told.mock.calls).toEqual(named('authenticate'))
    })

    test('when it has none when the next client asks', async () => {
      const { told, inTime, pass, slow } = watched()
      inTime(here(), 'authenticate', never)
      pass(patience)
      await inTime(here(), 'authorize', slow(1))
      expect(told.mock.calls).toEqual(named('authenticate'))
    })

    test('when both hooks take that long together', async () => {
      const { told, inTime, slow } = watched()
      const exchange = here()
      await inTime(exchange, 'authenticate', slow(6000))
      expect(told).not.toHaveBeenCalled()
      await inTime(exchange, 'authorize', slow(6000))
      expect(told.mock.calls).toEqual(named('authorize'))
    })
  })
})
