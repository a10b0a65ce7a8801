import { expect } from 'vitest'
import { until } from '../support/until'
import { hears } from './hears'
import { losesNothing } from './loses-nothing'
import type { Opened } from './opened'
import type { OtherServer } from './other-servers'
import { type Lacks, type Transport, testing } from './table'

export interface OurRig {
  serve(): Promise<OtherServer>
  /**
   * @param elsewhere - from a page of another origin
   * @param acks - with the ack extension
   */
  open(server: { url: string }, elsewhere?: boolean, acks?: boolean): Promise<Opened>
}

/** What a client of ours can do on any server, whatever the transport. */
export function ourClient(transport: Transport, { serve, open }: OurRig, lacks: Lacks) {
  const feature = testing(lacks)

  async function begin() {
    const server = await serve()
    const client = await open(server)
    const heard: unknown[] = []
    return { server, client, heard, hear: (data: unknown) => void heard.push(data) }
  }

  hears(feature, transport, async (elsewhere) => {
    const there = await serve()
    return { there, client: await open(there, elsewhere) }
  })

  feature('publishes', 'publishes, and others hear it, once, and it hears its own', async () => {
    const { server, client, heard, hear } = await begin()
    const there: unknown[] = []
    await server.subscribe('/to/**', (data) => there.push(data))
    await client.subscribe('/to/*', hear)
    await client.publish('/to/server', { n: 1 })
    await Promise.all([2, 3, 4].map((n) => client.publish('/to/server', { n })))
    await until(() => there.length >= 4 && heard.length >= 4)
    expect(there).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
    expect(heard).toEqual(there)
  })

  feature('unsubscribes', 'hears nothing more of what it has unsubscribed', async () => {
    const { server, client, heard, hear } = await begin()
    const undo = await client.subscribe('/gone', hear)
    await client.subscribe('/stays', hear)
    undo()
    await until(() => server.came.some(({ channel }) => channel === '/meta/unsubscribe'), 'it tells the server')
    await server.publish('/gone', 'gone')
    await server.publish('/stays', 'stays')
    await until(() => heard.length)
    expect(heard).toEqual(['stays'])
  })

  feature('refusals', 'what is refused rejects, with the reason, and the rest goes on', async () => {
    const { server, client, heard, hear } = await begin()
    server.refuses = ({ channel, subscription }) => channel === '/locked' || subscription === '/secret'
    await expect(client.subscribe('/secret', hear)).rejects.toMatchObject({ code: 'refused' })
    await expect(client.publish('/locked', 1)).rejects.toMatchObject({ code: 'refused' })
    await client.subscribe('/fine', hear)
    await client.publish('/fine', 2)
    await server.publish('/secret', 1)
    await until(() => heard.length)
    expect(heard).toEqual([2])
    expect(client.told.filter(([what, state]) => what === 'state' && state === 'offline')).toEqual([])
  })

  feature('quiet', 'does not connect in a hurry when nobody says anything', async () => {
    const { server, client, hear } = await begin()
    await client.subscribe('/quiet', hear)
    const connects = () => server.came.filter(({ channel }) => channel === '/meta/connect').length
    const before = connects()
    const began = performance.now()
    await until(() => connects() >= before + 3)
    expect(performance.now() - began).toBeGreaterThan(1000)
  })

  feature('cut', 'comes back when the connection is cut, and hears on', async () => {
    const { server, client, heard, hear } = await begin()
    await client.subscribe('/on', hear)
    // A browser may send a poll again by itself, so that the client sees nothing of it.
    server.cut()
    await until(async () => {
      await server.publish('/on', 'after')
      return heard.length > 0
    }, 'it hears')
  })

  feature('ack', 'with acknowledgements, loses nothing of an answer that breaks off', async () => {
    const server = await serve()
    await losesNothing(
      server,
      '/bayeux',
      (there) => open(there, false, true),
      (data) => server.publish('/a', data),
    )
  })

  feature('forgotten', 'begins anew when it is forgotten, subscribes again, and says what may be missing', async () => {
    const { server, client, heard, hear } = await begin()
    await client.subscribe('/a', hear)
    await client.subscribe('/b/*', hear)
    server.forget()
    await until(() => client.told.some(([what]) => what === 'missed'), 'it says what may be missing')
    await until(async () => {
      await server.publish('/b/c', 'after')
      return heard.length > 0
    }, 'it hears again')
    const missed = client.told.filter(([what]) => what === 'missed').map(([, gap]) => gap)
    expect(missed).toEqual([{ patterns: ['/a', '/b/*'], from: '', to: '', reason: 'session' }])
    await client.publish('/a', 'published after')
    await until(() => heard.includes('published after'))
  })

  feature('unanswered', 'a publication that is under way when the link dies rejects: it may have arrived', async () => {
    const { server, client } = await begin()
    await client.publish('/p', 'before')
    server.swallows = ({ data }) => data === 'under way'
    const verdict = client.publish('/p', 'under way').then(
      () => 'published',
      ({ code }) => code,
    )
    const came = () => server.came.filter(({ data }) => data === 'under way').length
    let cut = 0
    // A browser may send it again by itself.
    await until(async () => {
      if (came() > cut) {
        cut = came()
        server.cut()
      }
      return Promise.race([verdict, undefined])
    }, 'there is a verdict')
    expect(await verdict).toBe('delivery-unknown')
    server.swallows = () => false
    await client.publish('/p', 'after')
  })

  feature('goodbye', 'says goodbye, so that the server forgets it at once', async () => {
    const { server, client, hear } = await begin()
    await client.subscribe('/a', hear)
    await client.close()
    await until(() => server.came.some(({ channel }) => channel === '/meta/disconnect'))
  })
}
