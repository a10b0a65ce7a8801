import { describe, expect, test } from 'vitest'
import { ack, type Extension, replay, timesync } from '../../src/extensions/index'
import type { Message } from '../../src/protocol/message'

const handshake: Message = { channel: '/meta/handshake', successful: true }
const connect: Message = { channel: '/meta/connect', successful: true }
function said(extension: Extension, message: Message) {
  const { ext } = (extension.outgoing?.(message) ?? {}) as Message
  return ext
}

test('each goes by the name under which it is removed', () => {
  expect([ack(), replay(), timesync()].map(({ name }) => name)).toEqual(['ack', 'replay', 'timesync'])
})

describe('acknowledgements', () => {
  test('are offered, and name the last batch that came, from -1 on', () => {
    const extension = ack()
    expect(said(extension, { channel: '/meta/handshake', ext: { other: 1 } })).toEqual({ other: 1, ack: true })
    extension.incoming?.({ ...handshake, ext: { ack: true } })
    expect(said(extension, { channel: '/meta/connect' })).toEqual({ ack: -1 })
    extension.incoming?.({ ...connect, ext: { ack: 7 } })
    expect(said(extension, { channel: '/meta/connect' })).toEqual({ ack: 7 })
    extension.incoming?.(connect)
    extension.incoming?.({ channel: '/c', data: 1, ext: { ack: 9 } })
    const again: Message = { channel: '/meta/connect', id: '3' }
    expect(extension.outgoing?.(again)).toEqual({ ...again, ext: { ack: 7 } })
    expect(said(extension, { channel: '/c', data: 1 })).toBeUndefined()
  })

  test('are not sent to a server that does not offer them, and begin anew with each handshake', () => {
    const extension = ack()
    extension.incoming?.(handshake)
    expect(said(extension, { channel: '/meta/connect' })).toBeUndefined()
    extension.incoming?.({ ...handshake, ext: { ack: { enabled: true } } })
    extension.incoming?.({ ...connect, ext: { ack: 7 } })
    extension.incoming?.({ ...handshake, ext: { ack: true } })
    expect(said(extension, { channel: '/meta/connect' })).toEqual({ ack: -1 })
    extension.incoming?.({ ...handshake, ext: { ack: { enabled: false } } })
    expect(said(extension, { channel: '/meta/connect' })).toBeUndefined()
    extension.incoming?.({ ...handshake, ext: { ack: { enabled: true, batch: 5 } } })
    expect(said(extension, { channel: '/meta/connect' })).toEqual({ ack: 5 })
  })
})

describe('replay', () => {
  const event = (channel: string, replayId: number): Message => ({ channel, data: { event: { replayId } } })
  const subscribe: Message = { channel: '/meta/subscribe', subscription: '/topic/a' }

  test('begins with new events, or where it is told, and goes on behind the last one that came', () => {
    const places = { '/topic/b': -2 }
    const extension = replay(places)
    expect(said(extension, { channel: '/meta/handshake' })).toEqual({ replay: true })
    extension.incoming?.({ ...handshake, ext: { replay: true } })
    expect(said(extension, subscribe)).toEqual({ replay: { '/topic/a': -1 } })
    expect(said(extension, { ...subscribe, subscription: ['/topic/a', '/topic/b'] })).toEqual({
      replay: { '/topic/a': -1, '/topic/b': -2 },
    })
    extension.incoming?.(event('/topic/a', 41))
    extension.incoming?.(event('/topic/a', 42))
    expect(said(extension, subscribe)).toEqual({ replay: { '/topic/a': 42 } })
    expect(places).toEqual({ '/topic/a': 42, '/topic/b': -2 })
  })

  test('asks nothing of a server that does not offer it, and lets events of any shape pass', () => {
    const extension = replay()
    extension.incoming?.(handshake)
    expect(said(extension, subscribe)).toBeUndefined()
    for (const data of [null, 1, 'text', [], {}, { event: null }, { event: { replayId: '1' } }]) {
      const message = { channel: '/a', data }
      expect(extension.incoming?.(message)).toBe(message)
    }
  })
})

describe('time synchronisation', () => {
  test('knows the lag and the offset of the server, as the mean of its last ten answers', () => {
    let now = 1000
    const extension = timesync(() => now)
    expect(said(extension, { channel: '/meta/connect' })).toEqual({ timesync: { tc: 1000, l: 0, o: 0 } })
    const answer = (ts: number, p: number) =>
      extension.incoming?.({ ...connect, ext: { timesync: { tc: 1000, ts, p } } })
    now = 1110
    answer(6050, 10)
    expect([extension.lag, extension.offset]).toEqual([50, 5000])
    expect(said(extension, { channel: '/c', data: 1 })).toBeUndefined()
    for (let count = 0; count < 9; count++) answer(8050, 10)
    expect(extension.offset).toBe(6800)
    for (const part of [
      undefined,
      { tc: 1000 },
      { tc: 1000, ts: 1 },
      { ts: 1, p: 1 },
      { tc: 1000, p: 1 },
      { tc: {}, ts: 1, p: 1 },
    ]) {
      const message = part ? { ...connect, ext: { timesync: part } } : { channel: '/c', data: 1 }
      expect(extension.incoming?.(message)).toBe(message)
    }
    expect(extension.offset).toBe(6800)
    answer(8050, 10)
    expect([extension.lag, extension.offset]).toEqual([50, 7000])
    expect(said(extension, { channel: '/meta/handshake' })).toEqual({ timesync: { tc: 1110, l: 50, o: 7000 } })
  })
})
