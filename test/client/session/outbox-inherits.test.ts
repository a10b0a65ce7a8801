import { describe, expect, test } from 'vitest'
import type { Message } from '../../../src/protocol/message'
import { series } from '../../../src/protocol/numbers'
import { publication, read, yes } from '../../support/conversation'
import { filled, no, tooLarge } from '../../support/outbox'

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
    expect(() => outbox.add(publication('/p', 'x'.repeat(9)))).toThrowError(/2 publications wait/)
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

  test('goes out again when the server is busy, with what it turned down behind that', () => {
    const { outbox } = filled(0)
    const theirs = [7, 8].map((number) => Object.assign(publication(), { number, owner: 'the page before' }))
    outbox.inherit(theirs)
    outbox.take('me')
    expect(outbox.reply(no(7, '503::the log is away'))).toBe(false)
    expect(outbox.reply(no(8, '409:8:an earlier publication is missing'))).toBe(false)
    outbox.reconcile(false, 0)
    expect(read(outbox.take('me')).map(({ id }) => id)).toEqual(['7', '8'])
    for (const number of [7, 8]) outbox.reply(yes(number))
    expect(theirs.map(({ end }) => end)).toEqual(['yes', 'yes'])
  })

  test('and was too large goes by its number alone, so that what follows has its turn', () => {
    const { outbox } = filled(0)
    const theirs = [7, 8].map((number) => Object.assign(publication(), { number, owner: 'the page before' }))
    outbox.inherit(theirs)
    outbox.take('me')
    outbox.turnedDown(tooLarge)
    expect(read(outbox.take('me'))).toMatchObject([{ id: '7' }])
    outbox.turnedDown(tooLarge)
    expect(read(outbox.take('me'))).toEqual([{ channel: '/p', clientId: 'the page before', id: '7' }])
    outbox.reply(no(7, '400::data is missing'))
    expect(read(outbox.take('me'))).toMatchObject([{ id: '8', data: 1 }])
    outbox.reply(yes(8))
    expect(theirs.map(({ end }) => end)).toEqual([tooLarge, 'yes'])
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
