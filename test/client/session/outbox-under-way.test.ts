import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { series } from '../../../src/protocol/numbers'
import { publication, read, yes } from '../../support/conversation'
import { filled, generous, no, tooLarge } from '../../support/outbox'

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
    expect(outbox.answerTime).toBe(10_000)
    expect(take()).toEqual([3, 4])
  })
})

describe('a request that was too large', () => {
  /** What the server says to a number that it has not, without data. */
  const missing = (number: number) => no(number, '400::data is missing')
  const sent = (outbox: ReturnType<typeof filled>['outbox']) =>
    read(outbox.take('client')).map(({ id, data }) => [Number(id), data])

  test('is followed by the number of the publication that was alone in it, which ends by the word of the server', () => {
    const { outbox, publications, take } = filled(1)
    take()
    expect(outbox.turnedDown(tooLarge)).toBe(true)
    outbox.add(publication())
    expect(sent(outbox)).toEqual([
      [1, undefined],
      [2, 1],
    ])
    expect(outbox.reply(missing(1))).toBe(true)
    expect(publications[0]?.end).toBe(tooLarge)
  })

  test('resolves what the server had by another way, though it was too large for this one', () => {
    const { outbox, publications, take } = filled(1)
    take()
    outbox.turnedDown(tooLarge)
    take()
    outbox.reply(yes(1))
    expect(publications[0]?.end).toBe('yes')
  })

  test('says no more than before of what was forgotten or refused', () => {
    const { outbox, publications, take } = filled(2)
    for (let time = 0; time < 2; time++) {
      take()
      outbox.turnedDown(tooLarge)
    }
    take()
    outbox.reply(no(1, '403::not you'))
    outbox.abandon()
    expect(publications.map(({ end }) => end)).toMatchObject([{ code: 'refused' }, { code: 'delivery-unknown' }])
  })

  test('is tried with its data again after a break', () => {
    const { outbox, take } = filled(1)
    take()
    outbox.turnedDown(tooLarge)
    expect(sent(outbox)).toEqual([[1, undefined]])
    outbox.reconcile(false, 0)
    expect(sent(outbox)).toEqual([[1, 1]])
  })

  test('leaves it as it is to another page', () => {
    const { outbox, take } = filled(1)
    take()
    outbox.turnedDown(tooLarge)
    expect(JSON.parse(JSON.stringify(outbox.unanswered('client')))).toEqual([
      { channel: '/p', data: '1', number: 1, owner: 'client' },
    ])
  })

  test('and had no data in it leaves nothing that could be smaller', () => {
    const { outbox, take } = filled(1)
    for (const less of [true, false]) {
      take()
      expect(outbox.turnedDown(tooLarge)).toBe(less)
    }
  })

  test('is followed by one publication at a time, until the large one shows', () => {
    const { outbox, take, publications } = filled(3)
    take()
    outbox.turnedDown(tooLarge)
    expect(take()).toEqual([1])
    expect(take()).toEqual([])
    outbox.reply(yes(1))
    expect(take()).toEqual([2])
    outbox.turnedDown(tooLarge)
    expect(sent(outbox)).toEqual([[2, undefined]])
    outbox.reply(missing(2))
    expect(publications.map(({ end }) => end)).toEqual(['yes', tooLarge, undefined])
  })

  test('goes out again in halves, and what follows is no larger than what passed', () => {
    const { outbox, take } = filled(8)
    take()
    outbox.turnedDown(tooLarge)
    expect(take()).toEqual([1, 2, 3, 4])
    for (const number of [1, 2, 3, 4]) outbox.reply(yes(number))
    expect(take()).toEqual([5, 6, 7, 8])
  })

  test('and had no publication in it changes nothing', () => {
    const { outbox, take } = filled(3)
    outbox.turnedDown(tooLarge)
    expect(take()).toEqual([1, 2, 3])
  })
})

describe('a page of a firewall in the place of an answer', () => {
  const page = new EnckeError('malformed', 'HTTP 403: <html>')

  test('means the publication that is alone in the request when it has come three times in a row', () => {
    const { outbox, publications, take } = filled(1)
    for (let time = 0; time < 2; time++) {
      take()
      expect(outbox.turnedDown(page)).toBe(false)
      outbox.reconcile(false, 0)
    }
    take()
    expect(outbox.turnedDown(page)).toBe(true)
    take()
    outbox.reply(no(1, '400::data is missing'))
    expect(publications[0]?.end).toMatchObject({ code: 'refused', message: 'publish to /p: HTTP 403: <html>' })
  })

  test('means nobody where others are in the request', () => {
    const { outbox, take } = filled(2)
    for (let time = 0; time < 4; time++) {
      take()
      expect(outbox.turnedDown(page)).toBe(false)
      outbox.reconcile(false, 0)
    }
  })

  test('counts afresh when one behind it has been answered', () => {
    const { outbox, take } = filled(2)
    for (let time = 0; time < 2; time++) {
      take()
      outbox.turnedDown(page)
      outbox.reconcile(false, 0)
    }
    expect(take()).toEqual([1, 2])
    outbox.reply(yes(2))
    outbox.rewind()
    expect(take()).toEqual([1])
    expect(outbox.turnedDown(page)).toBe(false)
  })
})
