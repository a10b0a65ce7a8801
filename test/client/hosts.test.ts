import { describe, expect, test } from 'vitest'
import { spread } from '../../src/client/hosts'
import type { Target, Transport } from '../../src/client/link'
import type { Environment } from '../../src/core'
import { connect } from '../../src/index'
import type { LinkKind, Message } from '../../src/protocol/message'
import { virtualEnvironment } from '../support/environment'
import { broken } from '../support/errors'
import { fakeTransport, targetIn } from '../support/transport'

const names = ['http://one.test', 'http://two.test:81', 'http://three.test']

/** A transport at these hosts, the first of which is chosen, and where its links went. */
function at(
  hosts: readonly string[],
  {
    kind = 'stream',
    page = {},
    protocol = '',
  }: { kind?: LinkKind; page?: Partial<Environment>; protocol?: string } = {},
) {
  const fake = fakeTransport('fake', { kind })
  const to: Target[] = []
  const told: string[] = []
  const noting: Transport = {
    ...fake,
    unusable: ({ url }) => url,
    open(target, first, inlet) {
      to.push(target)
      return fake.open(target, first, inlet)
    },
  }
  const url = 'http://server.test/push?a=1'
  const main = targetIn(virtualEnvironment({ random: () => 0, ...page }), { url, protocol })
  const [shared] = spread([noting], main, hosts) as [Transport]
  return {
    shared,
    to,
    told,
    get urls() {
      return to.map(({ url }) => url)
    },
    open() {
      shared.open(main, [], { messages: () => told.push('messages'), alive() {}, closed: () => told.push('closed') })
      return fake.opened.at(-1) as (typeof fake.opened)[number]
    },
  }
}

const word: Message = { channel: '/a', data: 1 }

describe('with hosts', () => {
  test('links go to the same endpoint at one of them', () => {
    const world = at(names)
    expect(world.shared.unusable(world.to[0] as Target)).toBe('http://one.test/push?a=1')
    world.open().hear(word)
    world.open().hear(word)
    expect(world.urls).toEqual(['http://one.test/push?a=1', 'http://one.test/push?a=1'])
    expect(world.told).toEqual(['messages', 'messages'])
  })

  test.each(['h2', 'h3'])('one name is enough where all requests share a connection, over %s', (protocol) => {
    const world = at(names, { protocol })
    world.open()
    world.open().hear(word)
    expect(world.urls).toEqual(['http://server.test/push?a=1', 'http://server.test/push?a=1'])
    expect(world.shared.unusable(world.to[0] as Target)).toBe('http://server.test/push?a=1')
  })

  test('over HTTP/1.1 they are needed', () => {
    const world = at(names, { protocol: 'http/1.1' })
    world.open()
    expect(world.urls).toEqual(['http://one.test/push?a=1'])
  })

  test('which one is left to chance', () => {
    const chosen = [0, 0.34, 0.99].map((chance) => {
      const world = at(names, { page: { random: () => chance } })
      world.open()
      return world.urls[0]
    })
    expect(chosen).toEqual(names.map((name) => `${name}/push?a=1`))
  })

  test('the next one is tried where nothing has come from the one before, and kept where something has', () => {
    const world = at(names)
    world.open().end(broken)
    world.open()
    const third = world.open()
    world.open().hear(word)
    third.end()
    world.open()
    expect(world.urls.map((url) => new URL(url).hostname)).toEqual([
      'one.test',
      'two.test',
      'three.test',
      'one.test',
      'one.test',
    ])
  })

  test('a page of another origin than the host is one', () => {
    const world = at(['http://one.test', 'http://server.test:80'], { page: { href: 'http://server.test/page' } })
    world.open()
    world.open()
    expect(world.to.map(({ crossOrigin }) => crossOrigin)).toEqual([true, false])
  })

  test('what runs both ways goes where it did', () => {
    const world = at(names, { kind: 'duplex' })
    world.open()
    expect(world.urls).toEqual(['http://server.test/push?a=1'])
  })

  test.each([
    'one.test',
    '',
    '/push',
    'https://one.test',
    'ws://one.test',
    'http://one.test/push',
    'http://one.test/?a=2',
    'http://user@one.test',
    7 as never,
    null as never,
  ])('%j is none: connect throws bad-option and shows one', (host) => {
    const environment = virtualEnvironment()
    const connecting = () => connect('http://server.test/push', { hosts: ['http://two.test', host], environment })
    expect(connecting).toThrowError(expect.objectContaining({ name: 'EnckeError', code: 'bad-option' }))
    expect(connecting).toThrowError(/hosts are like http:\/\/push-1\.example\.com/)
  })

  test('one name instead of a list is none either', () => {
    const hosts = 'http://two.test' as never
    expect(() => connect('http://server.test/', { hosts, environment: virtualEnvironment() })).toThrowError(/hosts are/)
  })
})

test('without hosts, transports are what they were', () => {
  const transports = [fakeTransport()]
  expect(spread(transports, targetIn(virtualEnvironment()), [])).toBe(transports)
  expect(spread(transports, targetIn(virtualEnvironment()))).toBe(transports)
})
