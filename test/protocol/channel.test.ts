import { describe, expect, test } from 'vitest'
import {
  covers,
  expand,
  isChannel,
  isMeta,
  isPattern,
  isService,
  longestChannel,
  matches,
  mostSegments,
} from '../../src/protocol/channel'

describe('channel names', () => {
  test.each(['/a', '/a/b/c', '/A-z_0!~($)@9', '/meta/connect', '/service/x', '/__proto__', '/constructor/toString'])(
    '%s is a name',
    (name) => expect(isChannel(name)).toBe(true),
  )

  test.each(['', '/', 'a', '//a', '/a/', '/a//b', '/a b', '/a*', '/*', '/a/**', '/é', '/a.b', '/a\n', '\n/a', '/a?b'])(
    '%j is none',
    (name) => expect(isChannel(name)).toBe(false),
  )

  test.each([undefined, null, 1, {}, [], ['/a'], true])('%j, which is no text, is none', (name) => {
    expect(isChannel(name)).toBe(false)
    expect(isPattern(name)).toBe(false)
  })

  test('a name or pattern may have 512 characters and no more', () => {
    expect(longestChannel).toBe(512)
    const name = `/${'x'.repeat(511)}`
    expect(isChannel(name)).toBe(true)
    expect(isPattern(name)).toBe(true)
    expect(isChannel(`${name}x`)).toBe(false)
    expect(isPattern(`${name}x`)).toBe(false)
  })

  test('a name or pattern may have 32 segments and no more', () => {
    expect(mostSegments).toBe(32)
    const name = '/a'.repeat(32)
    expect(isChannel(name)).toBe(true)
    expect(isChannel(`${name}/a`)).toBe(false)
    for (const last of ['a', '*', '**']) {
      expect(isPattern(`${name.slice(2)}/${last}`)).toBe(true)
      expect(isPattern(`${name}/${last}`)).toBe(false)
    }
  })

  test('a name of nothing but slashes is looked at quickly', () => {
    const began = performance.now()
    expect(isChannel('/'.repeat(longestChannel))).toBe(false)
    expect(isPattern(`${'/a'.repeat(longestChannel / 2 - 1)}/!*`)).toBe(false)
    expect(performance.now() - began).toBeLessThan(500)
  })
})

describe('patterns', () => {
  test.each(['/a', '/*', '/**', '/a/*', '/a/b/**'])('%s is a pattern', (pattern) => {
    expect(isPattern(pattern)).toBe(true)
  })

  test.each(['*', '**', '/***', '/a*', '/*a', '/*/a', '/**/a', '/a/*/b', '/a/***', '/a/ *', '/a/*/'])(
    '%s is none',
    (pattern) => expect(isPattern(pattern)).toBe(false),
  )

  test('a channel is taken by the patterns that it expands to, and by no others', () => {
    const channels = ['/a', '/b', '/a/b', '/ab', '/a/b/c', '/a/bc', '/ab/c', '/a/b/c/d']
    const patterns = new Set(channels.flatMap(expand))
    for (const channel of channels)
      expect([...patterns].filter((pattern) => matches(pattern, channel)).sort()).toEqual(expand(channel).sort())
  })

  test('one star takes one segment', () => {
    expect(matches('/a/*', '/a/b')).toBe(true)
    expect(matches('/a/*', '/a')).toBe(false)
    expect(matches('/a/*', '/a/b/c')).toBe(false)
    expect(matches('/a/*', '/ab/c')).toBe(false)
  })

  test('two stars take one segment or more', () => {
    expect(matches('/a/**', '/a/b')).toBe(true)
    expect(matches('/a/**', '/a/b/c/d')).toBe(true)
    expect(matches('/a/**', '/a')).toBe(false)
    expect(matches('/**', '/a')).toBe(true)
  })

  test('a name takes itself only', () => {
    expect(matches('/a', '/a')).toBe(true)
    expect(matches('/a', '/a/b')).toBe(false)
    expect(matches('/a/b', '/a')).toBe(false)
  })

  test('a pattern covers another that it takes every channel of', () => {
    for (const [wide, narrow] of [
      ['/**', '/*'],
      ['/**', '/a/b'],
      ['/a/**', '/a/*'],
      ['/a/**', '/a/b/**'],
      ['/a/**', '/a/b/*'],
      ['/a/*', '/a/b'],
    ] as const)
      expect([wide, covers(wide, narrow), covers(narrow, wide)]).toEqual([wide, true, false])
    for (const [one, other] of [
      ['/a', '/a'],
      ['/a/*', '/a/*'],
      ['/a/**', '/a'],
      ['/a/*', '/*'],
      ['/a/*', '/b/**'],
    ] as const)
      expect([one, covers(one, other), covers(other, one)]).toEqual([one, false, false])
  })

  test('a channel is expanded to each pattern that takes it, once', () => {
    expect(expand('/a')).toEqual(['/a', '/*', '/**'])
    expect(expand('/a/b/c')).toEqual(['/a/b/c', '/a/b/*', '/a/b/**', '/a/**', '/**'])
    for (const pattern of expand('/a/b/c')) expect(isPattern(pattern)).toBe(true)
  })
})

test('meta and service channels are told by their first segment', () => {
  expect(isMeta('/meta/connect')).toBe(true)
  expect(isMeta('/metal/x')).toBe(false)
  expect(isMeta('/a/meta/x')).toBe(false)
  expect(isService('/service/x')).toBe(true)
  expect(isService('/services/x')).toBe(false)
})
