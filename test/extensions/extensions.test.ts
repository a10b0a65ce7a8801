import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Inlet, Link, Transport } from '../../src/client/link'
import { createExtensions, type Extension } from '../../src/extensions/index'
import { EnckeError } from '../../src/protocol/errors'
import type { Batch, Message } from '../../src/protocol/message'
import { openClient } from '../support/client'
import { place } from '../support/conversation'
import { turn, virtualEnvironment } from '../support/environment'
import { fakeTransport, type Opened, targetIn } from '../support/transport'

/** Appends its name to the data of publications, and to that of events. */
const marker = (name: string): Extension => ({
  name,
  outgoing: (message) => ('data' in message ? { ...message, data: `${message.data} ${name}` } : message),
  incoming: (message) => ('data' in message ? { ...message, data: `${message.data} ${name}` } : message),
})

/** A token that has to be fetched first. */
function authentication(token: () => Promise<string>): Extension {
  return {
    name: 'authentication',
    outgoing: async (message) =>
      message.channel === '/meta/handshake'
        ? { ...message, ext: { ...message.ext, authentication: { token: await token() } } }
        : message,
  }
}

/** A duplex link, whose text is what was sent. */
function duplex() {
  const sent: string[] = []
  const transport: Transport = {
    ...fakeTransport('duplex', { kind: 'duplex' }),
    open(_target, first): Link {
      const say = (batch: Batch) => sent.push(...(batch as Message[]).map(({ channel }) => channel))
      say(first)
      return { send: say, close: () => sent.push('closed') }
    },
  }
  return { sent, transport }
}
/** A link that says nothing by itself. */
function listening() {
  const said: Message[] = []
  let inlet: Inlet = nowhere
  let closed = 0
  const transport: Transport = {
    ...fakeTransport('stream'),
    open(_target, first, given): Link {
      said.push(...(first as Message[]))
      inlet = given
      return { received: 7, close: () => void closed++ }
    },
  }
  return { transport, said, hear: (batch: Message[]) => inlet.messages(batch), closed: () => closed }
}
const nowhere = { messages() {}, alive() {}, closed() {} }

let reported: unknown[] = []
beforeEach(() => {
  reported = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
})
afterEach(() => vi.unstubAllGlobals())

describe('an extension', () => {
  test('sees each message itself, though others take their time with some, or do not care', async () => {
    const { transport, said } = listening()
    const slow: Extension = {
      name: 'slow',
      outgoing: (message) => (message.channel === '/slow' ? Promise.resolve(message) : message),
    }
    createExtensions({ name: 'deaf' }, slow, marker('a'))
      .wrap(transport)
      .open(
        targetIn(virtualEnvironment()),
        ['/slow', '/quick'].map((channel) => ({ channel, data: 1 })),
        nowhere,
      )
    await turn()
    expect(said).toEqual([
      { channel: '/slow', data: '1 a' },
      { channel: '/quick', data: '1 a' },
    ])
  })

  test('hears each event by itself, also of those that come as one message', () => {
    const { transport, hear } = listening()
    const heard: Message[] = []
    createExtensions(marker('a'))
      .wrap(transport)
      .open(targetIn(virtualEnvironment()), [], { ...nowhere, messages: (batch) => heard.push(...batch) })
    const id = place(1).slice(0, -3)
    hear([{ channel: '/c', data: [1, 2], id, ext: { encke: { run: '000001' } } }])
    expect(heard).toEqual([
      { channel: '/c', data: '1 a', id: `${id}000` },
      { channel: '/c', data: '2 a', id: `${id}001` },
    ])
  })

  test('sees the last words of a page that goes, and not its goodbye', async () => {
    const said: Message[][] = []
    const environment = virtualEnvironment({ beacon: (_, text) => said.push(JSON.parse(text)) > 0 })
    const world = openClient({ environment, extensions: createExtensions(marker('a')) })
    await world.online()
    world.client.publish('/c', 'out').catch(() => {})
    await turn()
    environment.live('leave')
    expect(said).toMatchObject([[{ channel: '/meta/disconnect' }], [{ channel: '/c', data: 'out a' }]])
  })

  test('sees what goes out and what comes in, the first one first and last', async () => {
    const world = openClient({ extensions: createExtensions(marker('a'), marker('b')) })
    const heard: unknown[] = []
    world.client.subscribe('/c', ({ data }) => heard.push(data))
    await world.online()
    world.client.publish('/c', 'out')
    await turn()
    expect(world.request.batch.map(({ data }) => data)).toEqual(['out a b'])
    world.link.hear({ channel: '/c', data: 'in', id: place(5) })
    await turn()
    expect(heard).toEqual(['in b a'])
  })

  test('may promise by a Promise that is not the one of this realm', async () => {
    const Foreign: typeof Promise = runInNewContext('Promise')
    const outgoing = (message: Message) => Foreign.resolve({ ...message, data: 'later' })
    const world = openClient({ extensions: createExtensions({ name: 'later', outgoing }) })
    await turn()
    expect(world.link.batch).toMatchObject([{ channel: '/meta/handshake', data: 'later' }])
  })

  test('can be added and removed while the client runs', async () => {
    const extensions = createExtensions()
    const world = openClient({ extensions })
    await world.online()
    extensions.add(marker('a'))
    world.client.publish('/c', 1)
    await turn()
    world.request.confirm()
    expect([extensions.remove('a'), extensions.remove('a')]).toEqual([true, false])
    world.client.publish('/c', 2)
    await turn()
    expect(world.transport.posted.map(({ batch }) => batch[0]?.data)).toEqual(['1 a', 2])
  })

  test('needs a name of its own', () => {
    expect(() => createExtensions(marker('a'), marker('a'))).toThrow(expect.objectContaining({ code: 'bad-option' }))
  })

  test('may keep a message from the client', async () => {
    const world = openClient({
      extensions: createExtensions({
        name: 'filter',
        incoming: (message) => (message.data === 'secret' ? undefined : message),
      }),
    })
    const heard: unknown[] = []
    world.client.subscribe('/c', ({ data }) => heard.push(data))
    await world.online()
    for (const [index, data] of ['secret', 'plain'].entries())
      world.link.hear({ channel: '/c', data, id: place(index + 1) })
    await turn()
    expect(heard).toEqual(['plain'])
  })

  test('may take its time: the handshake waits for the token', async () => {
    let give = (_: string) => {}
    const token = new Promise<string>((resolve) => (give = resolve))
    const world = openClient({ extensions: createExtensions(authentication(() => token)) })
    await turn()
    expect(world.transport.opened).toHaveLength(0)
    give('letmein')
    await turn()
    expect(world.link.batch[0]?.ext?.authentication).toEqual({ token: 'letmein' })
    world.link.accept()
    expect(world.client.state).toBe('online')
  })

  test('that fails fails the link, with its reason, and the client tries again', async () => {
    let tries = 0
    const world = openClient({
      extensions: createExtensions(
        authentication(async () => {
          if (++tries === 1) throw new Error('the token server is down')
          return 'letmein'
        }),
      ),
    })
    await turn()
    world.environment.advance(1000)
    await turn()
    expect(JSON.stringify(world.heard('decision'))).toContain('the token server is down')
    expect(reported).toMatchObject([{ message: 'the token server is down' }])
    world.environment.advance(5000)
    await world.online()
    expect(world.client.state).toBe('online')
  })

  test.each([
    ['throws', 'at once', () => expect.fail('at once')],
    ['returns nothing', 'returned no message', () => undefined as never],
  ])('that %s is like one that fails', async (_, reason, outgoing) => {
    const world = openClient({ extensions: createExtensions({ name: 'a', outgoing }) })
    await turn()
    world.environment.advance(1000)
    await turn()
    expect(JSON.stringify(world.heard('decision'))).toContain(reason)
  })

  test.each(['poll', 'stream', 'duplex'] as const)(
    'that fails for a publication, over a %s, is asked again a second later at the soonest, and it is reported',
    async (kind) => {
      let asked = 0
      const outgoing = (message: Message) => {
        if (message.channel !== '/a') return message
        asked++
        throw new Error('no')
      }
      const transport = fakeTransport(kind, { kind })
      const extensions = createExtensions({ name: 'a', outgoing })
      const world = openClient({ transports: [transport], extensions })
      const answered = new Set<Opened>()
      const answerAll = async () => {
        await turn()
        for (const link of transport.opened) {
          const [{ channel, advice }] = link.batch as [Message]
          const held = kind === 'poll' && channel === '/meta/connect' && advice?.timeout !== 0
          if (held || answered.has(link)) continue
          answered.add(link)
          link.accept()
          if (kind === 'poll') link.end()
        }
        await turn()
      }
      await answerAll()
      world.client.publish('/a', 1).catch(() => {})
      for (let time = 0; time < 5000; time += 50) {
        await answerAll()
        world.environment.advance(50)
      }
      expect(asked).toBeGreaterThan(1)
      expect(asked).toBeLessThan(7)
      expect(reported).toHaveLength(asked)
    },
  )

  test('that throws at what comes in is reported, and the message passes as it was', async () => {
    const thrower: Extension = {
      name: 'thrower',
      incoming(message) {
        if (message.channel === '/c') throw new Error('mine')
        return message
      },
    }
    const world = openClient({ extensions: createExtensions(thrower, marker('a')) })
    const heard: unknown[] = []
    world.client.subscribe('/*', ({ data }) => heard.push(data))
    await world.online()
    for (const [index, channel] of ['/b', '/c'].entries()) world.link.hear({ channel, data: 1, id: place(index + 1) })
    expect(heard).toEqual(['1 a', '1 a'])
    expect(reported).toMatchObject([{ message: 'mine' }])
    expect(world.client.state).toBe('online')
  })

  test('that takes its time keeps the order of what is sent, also over a link that runs both ways', async () => {
    const { sent, transport } = duplex()
    const gates: (() => void)[] = []
    const slow: Extension = {
      name: 'slow',
      outgoing: (message) =>
        message.channel === '/slow' ? new Promise((resolve) => gates.push(() => resolve(message))) : message,
    }
    const link = createExtensions(slow)
      .wrap(transport)
      .open(targetIn(virtualEnvironment()), [{ channel: '/first' }], nowhere)
    link.send?.([{ channel: '/slow' }])
    link.send?.([{ channel: '/quick' }])
    await turn()
    expect(sent).toEqual(['/first'])
    gates[0]?.()
    await turn()
    link.send?.([{ channel: '/last' }])
    expect(sent).toEqual(['/first', '/slow', '/quick', '/last'])
  })

  test('that takes its time holds up all that comes after it, however much has passed', async () => {
    const { sent, transport } = duplex()
    const gates: (() => void)[] = []
    const outgoing = (message: Message) =>
      message.channel.startsWith('/slow')
        ? new Promise<Message>((resolve) => gates.push(() => resolve(message)))
        : message
    const link = createExtensions({ name: 'slow', outgoing })
      .wrap(transport)
      .open(targetIn(virtualEnvironment()), [], nowhere)
    for (const channel of ['/slow/1', '/slow/2']) link.send?.([{ channel }])
    gates[0]?.()
    await turn()
    link.send?.([{ channel: '/quick' }])
    await turn()
    expect(sent).toEqual(['/slow/1'])
    gates[1]?.()
    await turn()
    expect(sent).toEqual(['/slow/1', '/slow/2', '/quick'])
  })

  test('does not hide how much the link has brought, nor its end', async () => {
    const { transport, closed } = listening()
    const link = createExtensions({ name: 'slow', outgoing: async (message) => message })
      .wrap(transport)
      .open(targetIn(virtualEnvironment()), [{ channel: '/first' }], nowhere)
    expect(link.received).toBe(0)
    await turn()
    expect([link.received, closed()]).toEqual([7, 0])
    link.close()
    expect(closed()).toBe(1)
  })

  test.each([
    ['before it fails', true],
    ['while its failure is waited out', false],
  ])('that fails at a link which is closed %s troubles nobody', async (_, before) => {
    const { transport } = listening()
    const environment = virtualEnvironment()
    const ends: unknown[] = []
    const outgoing = () => Promise.reject(new Error('no'))
    const link = createExtensions({ name: 'a', outgoing })
      .wrap(transport)
      .open(targetIn(environment), [{ channel: '/first' }], { ...nowhere, closed: (error) => ends.push(error) })
    if (before) link.close()
    await turn()
    link.close()
    environment.advance(1000)
    await turn()
    expect([reported.length, ends]).toEqual([before ? 0 : 1, []])
  })

  test('that fails takes the link with it, once', async () => {
    const { transport, closed } = listening()
    const environment = virtualEnvironment()
    const ends: unknown[] = []
    const kind = 'duplex' as const
    const link = createExtensions({
      name: 'a',
      outgoing: (message) => (message.channel === '/first' ? message : Promise.reject(new Error('no'))),
    })
      .wrap({ ...transport, kind })
      .open(targetIn(environment), [{ channel: '/first' }], { ...nowhere, closed: (error) => ends.push(error) })
    link.send?.([{ channel: '/second' }])
    await turn()
    expect(closed()).toBe(0)
    environment.advance(1000)
    await turn()
    expect(closed()).toBe(1)
    expect(ends).toMatchObject([{ code: 'network', message: 'no' }])
  })

  test.each([
    ['returns nothing', 'outgoing of an extension returned no message', () => undefined as never],
    ['fails by an error of the client', 'too long', () => Promise.reject(new EnckeError('too-large', 'too long'))],
  ])('that %s fails the link as the network does: what was said is not to blame', async (_, message, outgoing) => {
    const environment = virtualEnvironment()
    const ends: unknown[] = []
    createExtensions({ name: 'a', outgoing })
      .wrap(listening().transport)
      .open(targetIn(environment), [{ channel: '/meta/handshake' }], {
        ...nowhere,
        closed: (error) => ends.push(error),
      })
    await turn()
    environment.advance(1000)
    await turn()
    expect(ends).toMatchObject([{ code: 'network', message, retry: true, cause: reported[0] }])
  })

  test('whose answer comes after the link was closed sends nothing any more', async () => {
    const { sent, transport } = duplex()
    const link = createExtensions({ name: 'slow', outgoing: async (message) => message })
      .wrap(transport)
      .open(targetIn(virtualEnvironment()), [{ channel: '/first' }], nowhere)
    link.close()
    await turn()
    expect(sent).toEqual([])
  })
})
