import { describe, expect, test } from 'vitest'
import { connect } from '../../src/index'
import { expand, isChannel, isPattern, matches } from '../../src/protocol/channel'
import { parseError } from '../../src/protocol/errors'
import { serve } from '../support/close-later'
import { ofKind, vectorsOf } from '../support/vectors'
import { post } from '../support/wire'

const kinds = ['glob', 'glob-expand', 'channel-name', 'channel-pattern', 'error-string', 'version']
const vectors = vectorsOf('words', ({ kind }) => kinds.includes(kind))

describe('channels', () => {
  test.each(ofKind(vectors, 'glob'))(
    '%s: patterns match the channels that they should',
    (_, { given, expect: expected }) => {
      const { channels, patterns } = given as { channels: string[]; patterns: string[] }
      const taken = patterns.map((pattern) => [pattern, channels.filter((channel) => matches(pattern, channel))])
      expect(Object.fromEntries(taken)).toEqual((expected as { matches: object }).matches)
    },
  )

  test.each(ofKind(vectors, 'glob-expand'))(
    '%s: a channel is expanded to all patterns that match it',
    (_, { given, expect: expected }) => {
      const { unorderedCandidates } = expected as { unorderedCandidates: string[] }
      expect(expand((given as { channel: string }).channel).sort()).toEqual(unorderedCandidates.sort())
    },
  )

  test.each(ofKind(vectors, 'channel-name'))(
    '%s: what is a channel is taken for one, and nothing else',
    (_, { given, expect: expected }) => {
      const { validName } = expected as { validName: boolean | 'lenient-only' }
      for (const name of given as string[]) expect(isChannel(name), name).toBe(validName === true)
      if (validName !== 'lenient-only') return
      const client = connect('http://127.0.0.1:1/', { transports: ['long-polling'] })
      for (const name of given as string[]) expect(client.subscribe(name, () => {}).pattern).toBe(name)
      return client.close()
    },
  )

  test.each(ofKind(vectors, 'channel-pattern'))(
    '%s: what is a pattern is taken for one, and nothing else',
    (_, { given }) => {
      const { valid, invalid } = given as { valid: string[]; invalid: string[] }
      for (const pattern of valid) expect(isPattern(pattern), pattern).toBe(true)
      for (const pattern of invalid) expect(isPattern(pattern), pattern).toBe(false)
    },
  )
})

describe('error strings', () => {
  test.each(ofKind(vectors, 'error-string'))('%s: comes apart', (_, { given, expect: expected }) => {
    const { code, message } = expected as { code: number | null; message: string }
    expect(parseError(given)).toEqual({ status: code ?? 0, message })
  })
})

describe('versions', () => {
  test.each(ofKind(vectors, 'version'))('%s: what is none is refused, for good', async (_, { given }) => {
    const { valid, invalid } = given as { valid: string[]; invalid: string[] }
    const server = await serve()
    async function shakeHands(version: string) {
      const hello = { channel: '/meta/handshake', version, supportedConnectionTypes: ['long-polling'] }
      const { messages } = await post(server.url, [hello])
      return messages[0]
    }
    for (const version of valid) expect(await shakeHands(version)).toMatchObject({ successful: true })
    for (const version of invalid) {
      expect(await shakeHands(version)).toMatchObject({ successful: false, advice: { reconnect: 'none' } })
    }
  })
})
