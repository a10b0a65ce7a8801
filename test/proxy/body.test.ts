import { expect, test } from 'vitest'
import { createBody } from './body'

const text = (chunks: Buffer[]) => chunks.map(String)
const bytes = Buffer.from

test('passes each chunk as it comes, and the end', () => {
  const body = createBody(true)
  body.add(bytes('one'))
  body.add(bytes('two'))
  expect(text(body.take({}).chunks)).toEqual(['one', 'two'])
  body.end()
  expect(body.take({})).toEqual({ chunks: [], over: true })
})

test('holds everything to the end', () => {
  const body = createBody(true)
  body.add(bytes('one'))
  body.add(bytes('two'))
  expect(body.take({ buffer: 'end' }).chunks).toEqual([])
  body.end()
  expect(text(body.take({ buffer: 'end' }).chunks)).toEqual(['one', 'two'])
})

test('holds the first bytes until so many have come, then nothing', () => {
  const body = createBody(true)
  body.add(bytes('abc'))
  expect(body.take({ buffer: 5 }).chunks).toEqual([])
  body.add(bytes('de'))
  expect(text(body.take({ buffer: 5 }).chunks)).toEqual(['abc', 'de'])
  body.add(bytes('f'))
  expect(text(body.take({ buffer: 5 }).chunks)).toEqual(['f'])
})

test('counts what has passed already when it begins to hold the first bytes', () => {
  const body = createBody(true)
  body.add(bytes('abcde'))
  body.take({})
  body.add(bytes('f'))
  expect(text(body.take({ buffer: 5 }).chunks)).toEqual(['f'])
})

test('passes a body that ends before so many bytes have come', () => {
  const body = createBody(true)
  body.add(bytes('abc'))
  body.end()
  expect(text(body.take({ buffer: 5 }).chunks)).toEqual(['abc'])
})

test('passes whole blocks and, at the end, the rest', () => {
  const body = createBody(true)
  const buffer = { block: 4 }
  body.add(bytes('abc'))
  expect(body.take({ buffer }).chunks).toEqual([])
  body.add(bytes('defghij'))
  expect(text(body.take({ buffer }).chunks)).toEqual(['abcd', 'efgh'])
  body.end()
  expect(text(body.take({ buffer }).chunks)).toEqual(['ij'])
})

test('passes each chunk when the next one comes', () => {
  const body = createBody(true)
  const taken = ['one', 'two', 'three'].map((chunk) => {
    body.add(bytes(chunk))
    return text(body.take({ buffer: 'chunk' }).chunks)
  })
  expect(taken).toEqual([[], ['one'], ['two']])
  body.end()
  expect(text(body.take({ buffer: 'chunk' }).chunks)).toEqual(['three'])
})

test('holds an endless body for ever, and its end, until it is told otherwise', () => {
  const body = createBody(true)
  body.add(bytes('one'))
  body.end()
  expect(body.take({ hold: true })).toEqual({ chunks: [], over: false })
  expect(body.take({})).toEqual({ chunks: [bytes('one')], over: true })
})

test('does not hold a body of known length for ever', () => {
  const body = createBody(false)
  body.add(bytes('one'))
  expect(text(body.take({ hold: true }).chunks)).toEqual(['one'])
})
