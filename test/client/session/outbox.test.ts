import { describe, expect, test } from 'vitest'
import { createOutbox } from '../../../src/client/session/outbox'
import { EnckeError } from '../../../src/protocol/errors'
import { series } from '../../../src/protocol/numbers'
import { publication, read, yes } from '../../support/conversation'
import { filled, generous, no } from '../../support/outbox'

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
    expect(outbox.answerTime).toBe(10_000)
    take()
    expect(outbox.answerTime).toBe(20_000)
    outbox.reply(yes(1))
    expect(outbox.answerTime).toBe(10_000)
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

describe('the bound', () => {
  test('counts what waits and what is under way, and says so', () => {
    const { outbox, take } = filled(3, { messages: 3, characters: 100 })
    expect(() => outbox.add(publication())).toThrowError(expect.objectContaining({ code: 'queue-full' }))
    take()
    expect(() => outbox.add(publication())).toThrowError(/3 publications wait/)
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

describe('ceding to another page', () => {
  test('ends all up to the last one: whether it arrives, nobody knows, sent or not', () => {
    const { outbox, publications } = filled(2)
    outbox.unanswered('me')
    const fresh = publication()
    outbox.add(fresh)
    outbox.cede()
    expect(publications.map(({ end }) => end)).toMatchObject([
      { code: 'delivery-unknown' },
      { code: 'delivery-unknown' },
    ])
    expect(fresh.end).toBeUndefined()
  })

  test('leaves no gap for what is published afterwards: the other page may have had what is missing', () => {
    const { outbox, take } = filled(3)
    take()
    outbox.unanswered('me')
    outbox.cede()
    outbox.add(publication())
    expect(take()).toEqual([series + 1])
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

  test('before anything was published does nothing', () => {
    expect(() => createOutbox(generous).close()).not.toThrow()
  })
})
