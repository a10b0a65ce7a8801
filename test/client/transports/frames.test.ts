import { describe, expect, test } from 'vitest'
import { createLineReader, longestFrame } from '../../../src/client/transports/frames'
import { runSeed, seeded } from '../../support/random'

const lines = [
  '[{"channel":"/a","data":1}]',
  '[{"channel":"/ä/ß","data":"é ü 漢字 😀 👩‍👩‍👧"}]',
  '[{"channel":"/a","data":"\u2028\u2029\\n"}]',
  '[]',
  `[{"channel":"/long","data":"${'😀x'.repeat(50)}"}]`,
]
/** With empty lines in between: signs of life. */
const whole = `${lines[0]}\n\n${lines[1]}\n${lines[2]}\n\n\n${lines[3]}\n${lines[4]}\n`

/** A reader, and what it has heard. */
function createReader(limit?: number) {
  const heard: string[] = []
  const ends: unknown[] = []
  const told = { heard, ends, signs: 0 }
  const read = createLineReader(
    {
      frame: (line) => void heard.push(line),
      alive: () => void told.signs++,
      closed: (error) => void ends.push(error),
    },
    limit,
  )
  return { read, told }
}

/** Feeds the text in pieces that end at each of these places. */
function readCut(text: string, places: Iterable<number>) {
  const { read, told } = createReader()
  let begin = 0
  for (const end of [...places, text.length]) {
    read(text.slice(begin, end))
    begin = end
  }
  return told
}

describe('the frame reader', () => {
  test('gives the same lines wherever a text is cut in two', () => {
    for (let at = 0; at <= whole.length; at++) expect(readCut(whole, [at]).heard, `cut at ${at}`).toEqual(lines)
  })

  test('gives the same lines wherever a text is cut in three', () => {
    const short = `${lines[0]}\n\n[😀]\n`
    for (let first = 0; first <= short.length; first++) {
      for (let second = first; second <= short.length; second++) {
        expect(readCut(short, [first, second]).heard, `cut at ${first}, ${second}`).toEqual([lines[0], '[😀]'])
      }
    }
  })

  test('gives the same lines character by character', () => {
    const each = Array.from({ length: whole.length + 1 }, (_, length) => length)
    const { heard, signs } = readCut(whole, each)
    expect(heard).toEqual(lines)
    expect(signs).toBe(whole.length)
  })

  test('gives the same lines wherever the bytes are cut, in the midst of a character too', () => {
    const bytes = new TextEncoder().encode(whole)
    for (let at = 0; at <= bytes.length; at++) {
      const decoder = new TextDecoder()
      const { read, told } = createReader()
      read(decoder.decode(bytes.subarray(0, at), { stream: true }))
      read(decoder.decode(bytes.subarray(at)))
      expect(told.heard, `cut at byte ${at}`).toEqual(lines)
    }
  })

  test('gives the same lines byte by byte', () => {
    const decoder = new TextDecoder()
    const { read, told } = createReader()
    for (const byte of new TextEncoder().encode(whole)) {
      read(decoder.decode(Uint8Array.of(byte), { stream: true }))
    }
    expect(told.heard).toEqual(lines)
  })

  test('gives the same lines at random cuts', () => {
    const random = seeded(runSeed('frames'))
    for (let round = 0; round < 1000; round++) {
      const cuts = Array.from({ length: Math.floor(random() * 12) }, () => Math.floor(random() * whole.length))
      cuts.sort((a, b) => a - b)
      expect(readCut(whole, cuts).heard, `cut at ${cuts}`).toEqual(lines)
    }
  })

  test('hears no sign of life when nothing has come', () => {
    expect(readCut('', [0, 0]).signs).toBe(0)
    expect(readCut('[]\n', [3, 3, 3]).signs).toBe(1)
  })

  test('gives a line when its end has come, and once', () => {
    const { read, told } = createReader()
    read('[1]\n[2')
    read(']')
    expect(told.heard).toEqual(['[1]'])
    read('\n')
    read('\n')
    expect(told.heard).toEqual(['[1]', '[2]'])
  })

  test('says that a line without end is too large, at the limit and not before', () => {
    const { read, told } = createReader(10)
    for (const character of `${'x'.repeat(10)}\n`.repeat(20)) read(character)
    expect(told.ends).toEqual([])
    for (const character of 'x'.repeat(11)) read(character)
    expect(told.ends).toEqual([expect.objectContaining({ code: 'too-large' })])
    expect(longestFrame).toBeGreaterThan(1_000_000)
  })
})
