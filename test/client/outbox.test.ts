import { describe, expect, test } from 'vitest'
import { createOutbox } from '../../src/client/outbox'
import { EnckeError } from '../../src/protocol/errors'
import type { Message } from '../../src/protocol/message'
import { series } from '../../src/protocol/numbers'
import { publication, read } from '../support/conversation'

const generous = { messages: 1000, characters: 1e6 }
const yes = (number: number): Message => ({ channel: '/p', id: String(number), successful: true })
const no = (number: number, error: string): Message => ({ channel: '/p', id: String(number), successful: false, error })
const tooLarge = new EnckeError('too-large', 'HTTP 413')

/** An outbox with so many publications in it. */
function filled(count: number, limits = generous, data: unknown = 1) {
  const outbox = createOutbox(limits)
  const publications = Array.from({ length: count }, () => publication('/p', data))
  for (const one of publications) outbox.add(one)
  return { outbox, publications, take: () => read(outbox.take('client')).map(({ id }) => Number(id)) }
}

describe('the outbox', () => {
  test('sends in order, with numbers that rise by one from one, and each once', () => {
    const { take, outbox } = filled(3)
    expect(take()).toEqual([1, 2, 3])
    expect(take()).toEqual([])
    outbox.add(publication())
    expect(take()).toEqual([4])
  })

  test('sends what was published, as it was', () => {
    const { outbox } = filled(1, generous, { text: '"ä\u2028😀' })
    expect(read(outbox.take('me'))).toEqual([{ channel: '/p', clientId: 'me', id: '1', data: { text: '"ä\u2028😀' } }])
  })

  test('gives an answer ten seconds, and as long as what is under way may take at 4,000 characters a second', () => {
    const { outbox, take } = filled(2, generous, 'x'.repeat(39_998))
    expect(outbox.patience).toBe(10_000)
    take()
    expect(outbox.patience).toBe(20_000)
    outbox.reply(yes(1))
    expect(outbox.patience).toBe(10_000)
  })

  test('settles each publication by its own answer', () => {
    const { outbox, publications, take } = filled(3)
    take()
    expect(outbox.reply(yes(2))).toBe(true)
    expect(outbox.reply(no(1, '403:/p:no'))).toBe(true)
    expect(publications.map(({ end }) => end)).toEqual([expect.objectContaining({ code: 'refused' }), 'yes', undefined])
    expect(outbox.answered).toBe(2)
  })

  test('leaves a publication that has to go out again, whatever answer comes before it has', () => {
    const { outbox, publications, take } = filled(2)
    take()
    outbox.reconcile(false, 0)
    expect([outbox.reply(yes(1)), outbox.reply(yes(2))]).toEqual([true, true])
    expect(publications.map(({ end }) => end)).toEqual([undefined, undefined])
    expect(take()).toEqual([1, 2])
  })

  test('takes a second answer, and one to nothing, calmly', () => {
    const { outbox, take } = filled(1)
    take()
    outbox.reply(yes(1))
    expect(outbox.reply(yes(1))).toBe(true)
    expect(outbox.reply(yes(99))).toBe(true)
    expect(outbox.reply({ channel: '/p', successful: true })).toBe(true)
  })

  test.each(['409:1:an earlier publication is missing', '503::busy', '429::slow down'])(
    'takes %s for no final word: it has to be sent again',
    (error) => {
      const { outbox, publications, take } = filled(1)
      take()
      expect(outbox.reply(no(1, error))).toBe(false)
      expect(publications[0]?.end).toBeUndefined()
      outbox.reconcile(false, 0)
      expect(take()).toEqual([1])
    },
  )
})

describe('what is under way', () => {
  test('is at most 200 publications; an answer makes room for the next', () => {
    const { outbox, take } = filled(250)
    expect(take()).toHaveLength(200)
    expect(take()).toEqual([])
    outbox.reply(yes(1))
    expect(take()).toEqual([201])
  })

  test('is at most 65,536 characters of data, except for one that is larger and goes alone', () => {
    const { take, outbox } = filled(3, generous, 'x'.repeat(30_000))
    expect(take()).toEqual([1, 2])
    outbox.add(publication('/p', 'x'.repeat(100_000)))
    outbox.reply(yes(1))
    expect(take()).toEqual([3])
    outbox.reply(yes(2))
    outbox.reply(yes(3))
    expect(take()).toEqual([4])
  })

  test('goes out again in order after a break, with its old numbers, before anything new', () => {
    const { outbox, take } = filled(3)
    take()
    outbox.reply(yes(1))
    outbox.add(publication())
    outbox.reconcile(false, 1)
    expect(take()).toEqual([2, 3, 4])
  })

  test('goes out half as much at once with each break that brought no answer, and as before after an answer', () => {
    const { outbox, take } = filled(200, generous, 'x'.repeat(998))
    const waves = [65, 32, 16, 8, 4, 2, 1, 1, 1]
    for (const wave of waves) {
      expect(take()).toHaveLength(wave)
      outbox.reconcile(false, 0)
    }
    take()
    outbox.reply(yes(1))
    expect(take()).toHaveLength(65)
  })

  test('goes out as much at once as before after breaks when nothing was', () => {
    const { outbox, take } = filled(200, generous, 'x'.repeat(998))
    for (let time = 0; time < 3; time++) outbox.reconcile(false, 0)
    expect(take()).toHaveLength(65)
  })

  test('rejects with delivery-unknown when the memory of the server is gone; the rest goes on with the next series of numbers', () => {
    const { outbox, publications, take } = filled(2)
    take()
    const fresh = publication('/q')
    outbox.add(fresh)
    outbox.reconcile(true, 0)
    expect(publications.map(({ end }) => end)).toEqual(
      Array(2).fill(expect.objectContaining({ code: 'delivery-unknown', message: expect.stringContaining('/p') })),
    )
    expect(take()).toEqual([series + 1])
    outbox.reply(yes(series + 1))
    expect(fresh.end).toBe('yes')
  })

  test('rejects with delivery-unknown when it is abandoned, and keeps what was never sent', () => {
    const { outbox, publications, take } = filled(1)
    take()
    const fresh = publication()
    outbox.add(fresh)
    outbox.abandon()
    expect(publications[0]?.end).toMatchObject({ code: 'delivery-unknown' })
    expect(take()).toEqual([2])
  })

  test('leaves room for as much as ever when it is abandoned', () => {
    const { outbox, take } = filled(4, generous, 'x'.repeat(30_000))
    expect(take()).toEqual([1, 2])
    outbox.abandon()
    expect(outbox.patience).toBe(10_000)
    expect(take()).toEqual([3, 4])
  })
})

describe('what another page has left', () => {
  test('goes out before what this page publishes in the turn in which it is made', () => {
    const { outbox } = filled(0)
    outbox.add(publication('/p', 'ours'))
    outbox.inherit([publication('/p', 'theirs 1'), publication('/p', 'theirs 2')])
    expect(read(outbox.take('me')).map(({ data }) => data)).toEqual(['theirs 1', 'theirs 2', 'ours'])
  })

  test('is answered as what it is: an answer that comes twice says nothing of what this page publishes', () => {
    const { outbox } = filled(0)
    const [theirs, ours] = [publication(), publication()]
    outbox.inherit([Object.assign(theirs, { number: 1, owner: 'the page before' })])
    outbox.add(ours)
    expect(read(outbox.take('me'))).toMatchObject([{ clientId: 'the page before', id: '1' }])
    outbox.reply(yes(1))
    expect(theirs.end).toBe('yes')
    const [{ clientId, id = '' }] = read(outbox.take('me')) as [Message]
    expect([clientId, Number(id) % series]).toEqual(['me', 1])
    outbox.reply(yes(1))
    expect(ours.end).toBeUndefined()
    outbox.reply({ ...yes(1), id })
    expect(ours.end).toBe('yes')
  })

  test('goes out in order, behind what this page has under way, and is numbered like its own', () => {
    const { outbox, take } = filled(2)
    take()
    outbox.inherit(['theirs 1', 'theirs 2'].map((data) => publication('/p', data)))
    outbox.add(publication('/p', 'ours'))
    const sent = read(outbox.take('me'))
    expect(sent.map(({ id, data }) => [id, data])).toEqual([
      ['3', 'theirs 1'],
      ['4', 'theirs 2'],
      ['5', 'ours'],
    ])
  })

  test('counts towards the bound', () => {
    const { outbox } = filled(0, { messages: 100, characters: 30 })
    outbox.inherit([publication('/p', 'x'.repeat(8)), publication('/p', 'x'.repeat(8))])
    expect(() => outbox.add(publication('/p', 'x'.repeat(9)))).toThrowError(/2 publications wait already/)
    outbox.add(publication('/p', 'x'.repeat(8)))
  })

  test('is not sent again where its number counted only while that page was there', () => {
    const { outbox } = filled(0)
    const theirs = publication('/q')
    outbox.inherit([Object.assign(theirs, { number: 1 })])
    expect(theirs.end).toMatchObject({ code: 'delivery-unknown', message: expect.stringContaining('/q') })
    expect(outbox.take('me')).toEqual([])
  })

  test.each(['409:1:an earlier publication is missing', '402:k:unknown clientId'])(
    'rejects with delivery-unknown when the server knows that page no more: %s',
    (error) => {
      const { outbox } = filled(0)
      const theirs = publication()
      outbox.inherit([Object.assign(theirs, { number: 7, owner: 'the page before' })])
      outbox.take('me')
      expect(outbox.reply(no(7, error))).toBe(true)
      expect(theirs.end).toMatchObject({ code: 'delivery-unknown' })
    },
  )

  test('and was too large leaves the numbers of both pages as they are', () => {
    const { outbox } = filled(0)
    const theirs = [7, 8].map((number) => Object.assign(publication(), { number, owner: 'the page before' }))
    outbox.inherit(theirs)
    outbox.take('me')
    outbox.tooLarge(tooLarge)
    expect(read(outbox.take('me'))).toMatchObject([{ id: '7' }])
    outbox.tooLarge(tooLarge)
    expect(theirs.map(({ end }) => end)).toEqual([tooLarge, undefined])
    expect(read(outbox.take('me'))).toMatchObject([{ clientId: 'the page before', id: '8' }])
    outbox.reply(yes(8))
    outbox.add(publication())
    expect(read(outbox.take('me'))).toMatchObject([{ clientId: 'me', id: String(series + 1) }])
  })

  test('says nothing of how far the numbers of this page have been answered', () => {
    const { outbox } = filled(0)
    outbox.inherit([Object.assign(publication(), { number: 7, owner: 'the page before' })])
    outbox.take('me')
    outbox.reply(yes(7))
    expect(outbox.answered).toBe(0)
  })
})

test('what has found no answer is left to another page, with the name under which it was numbered', () => {
  const { outbox, take } = filled(1)
  take()
  outbox.inherit([Object.assign(publication('/q'), { number: 7, owner: 'the page before' })])
  outbox.add(publication('/r', 2))
  const left = (owner?: string) => JSON.parse(JSON.stringify(outbox.unanswered(owner))) as unknown[]
  expect(left('me')).toMatchObject([
    { channel: '/p', data: '1', number: 1, owner: 'me' },
    { channel: '/q', data: '1', number: 7, owner: 'the page before' },
    { channel: '/r', data: '2' },
  ])
  expect(left('me')[2]).not.toHaveProperty('owner')
  expect(left()[0]).not.toHaveProperty('owner')
})

describe('the bound', () => {
  test('counts what waits and what is under way, and says so', () => {
    const { outbox, take } = filled(3, { messages: 3, characters: 100 })
    expect(() => outbox.add(publication())).toThrowError(expect.objectContaining({ code: 'queue-full' }))
    take()
    expect(() => outbox.add(publication())).toThrowError(/3 publications wait already/)
    outbox.reply(yes(1))
    outbox.add(publication())
  })

  test('counts characters too, across sending, answers, breaks and withdrawals', () => {
    const limits = { messages: 100, characters: 30 }
    const { outbox, publications, take } = filled(3, limits, 'x'.repeat(8))
    const full = () => expect(() => outbox.add(publication('/p', 'x'))).toThrowError(/wait/)
    full()
    take()
    full()
    outbox.reconcile(false, 0)
    full()
    take()
    outbox.reply(yes(1))
    const again = publication('/p', 'x'.repeat(8))
    outbox.add(again)
    full()
    expect(outbox.withdraw(again)).toBe(true)
    outbox.add(publication('/p', 'x'.repeat(8)))
    full()
    outbox.abandon()
    expect(publications.map(({ end }) => typeof end)).toEqual(['string', 'object', 'object'])
    outbox.add(publication('/p', 'x'.repeat(18)))
    full()
  })
})

describe('withdrawing', () => {
  test('takes back what was never sent', () => {
    const { outbox, publications, take } = filled(2)
    expect(outbox.withdraw(publications[0] as never)).toBe(true)
    expect(take()).toEqual([1])
    expect(publications[0]?.end).toBeUndefined()
  })

  test('cannot take back what may have been sent, also after a break', () => {
    const { outbox, publications, take } = filled(1)
    take()
    expect(outbox.withdraw(publications[0] as never)).toBe(false)
    outbox.reconcile(false, 0)
    expect(outbox.withdraw(publications[0] as never)).toBe(false)
    expect(outbox.withdraw(publication())).toBe(false)
  })
})

describe('a request that was too large', () => {
  test('ends a publication that was alone in it, and the next takes its number', () => {
    const { outbox, publications, take } = filled(1)
    take()
    outbox.tooLarge(tooLarge)
    expect(publications[0]?.end).toBe(tooLarge)
    outbox.add(publication())
    expect(take()).toEqual([1])
  })

  test('is followed by one publication at a time, until the large one shows', () => {
    const { outbox, take, publications } = filled(3)
    take()
    outbox.tooLarge(tooLarge)
    expect(take()).toEqual([1])
    expect(take()).toEqual([])
    outbox.reply(yes(1))
    expect(take()).toEqual([2])
    outbox.tooLarge(tooLarge)
    expect(publications.map(({ end }) => end)).toEqual(['yes', tooLarge, undefined])
  })

  test('goes out again in halves, and what follows is no larger than what passed', () => {
    const { outbox, take } = filled(8)
    take()
    outbox.tooLarge(tooLarge)
    expect(take()).toEqual([1, 2, 3, 4])
    for (const number of [1, 2, 3, 4]) outbox.reply(yes(number))
    expect(take()).toEqual([5, 6, 7, 8])
  })

  test('and had no publication in it changes nothing', () => {
    const { outbox, take } = filled(3)
    outbox.tooLarge(tooLarge)
    expect(take()).toEqual([1, 2, 3])
  })

  test('leaves no gap in the numbers behind the one that was dropped', () => {
    const { outbox, take } = filled(3)
    take()
    outbox.tooLarge(tooLarge)
    take()
    outbox.tooLarge(tooLarge)
    expect(take()).toEqual([1])
  })
})

describe('closing', () => {
  test('ends everything: what was sent is unknown, what was not is closed', () => {
    const { outbox, publications, take } = filled(1)
    take()
    const fresh = publication('/q')
    outbox.add(fresh)
    outbox.close()
    expect(publications[0]?.end).toMatchObject({ code: 'delivery-unknown' })
    expect(fresh.end).toMatchObject({ code: 'closed', message: expect.stringContaining('/q') })
  })

  test('says why, where nobody has asked for it', () => {
    const { outbox, publications } = filled(1)
    const cause = new EnckeError('refused', 'no such user')
    outbox.close(cause)
    expect(publications[0]?.end).toMatchObject({
      code: 'closed',
      cause,
      message: expect.stringMatching(/no such user$/),
    })
  })

  test('leaves no gap for what is published afterwards: another page may have had what is missing', () => {
    const { outbox, take } = filled(3)
    take()
    outbox.close()
    outbox.add(publication())
    expect(take()).toEqual([series + 1])
  })

  test('before anything was published does nothing', () => {
    expect(() => createOutbox(generous).close()).not.toThrow()
  })
})
