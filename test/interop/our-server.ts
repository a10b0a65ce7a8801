import { expect } from 'vitest'
import type { ServerOptions } from '../../src/server/index'
import { turn } from '../support/environment'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { hears } from './hears'
import { losesNothing } from './loses-nothing'
import type { Opened } from './opened'
import { type Lacks, type Transport, testing } from './table'

export interface OtherRig {
  serve(options: ServerOptions): Promise<TestServer>
  /**
   * @param elsewhere - from a page of this origin, not from one of the server's own
   * @param acks - with the ack extension
   */
  open(server: { url: string }, elsewhere?: string, acks?: boolean): Promise<Opened>
  /** Where a page of another origin is. */
  elsewhere?: () => string
}

/** What somebody else's client can do on our server, whatever the transport. */
export function otherClient(transport: Transport, { serve, open, elsewhere }: OtherRig, lacks: Lacks) {
  const feature = testing(lacks)

  async function begin(options: ServerOptions = {}) {
    const server = await serve({ timeout: 600, ...options })
    const client = await open(server)
    const heard: unknown[] = []
    return { server, client, heard, hear: (data: unknown) => void heard.push(data) }
  }

  hears(feature, transport, async (fromElsewhere) => {
    const origin = fromElsewhere ? elsewhere?.() : undefined
    const server = await serve({ timeout: 600, ...(origin && { origins: [origin] }) })
    return { there: server.encke, client: await open(server, origin) }
  })

  feature('publishes', 'publishes, and others hear it, once, and it hears its own', async () => {
    const { server, client, heard, hear } = await begin()
    const there: unknown[] = []
    server.encke.subscribe('/to/**', ({ data }) => there.push(data))
    await client.subscribe('/to/*', hear)
    await client.publish('/to/server', { n: 1 })
    for (const n of [2, 3, 4]) await client.publish('/to/server', { n })
    await until(() => there.length >= 4 && heard.length >= 4)
    expect(there).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
    expect(heard).toEqual(there)
  })

  feature('unsubscribes', 'hears nothing more of what it has unsubscribed', async () => {
    const { server, client, heard, hear } = await begin()
    const undo = await client.subscribe('/gone', hear)
    await client.subscribe('/stays', hear)
    undo()
    await client.publish('/other', 1)
    server.encke.publish('/gone', 'gone')
    server.encke.publish('/stays', 'stays')
    await until(() => heard.length)
    expect(heard).toEqual(['stays'])
  })

  feature('refusals', 'is told what is refused, and why, and the rest goes on', async () => {
    const { server, client, heard, hear } = await begin({ authorize: ({ channel }) => channel === '/fine' })
    await expect(client.subscribe('/secret', hear)).rejects.toThrow('not authorized to subscribe')
    await expect(client.publish('/locked', 1)).rejects.toThrow('not authorized to publish')
    await client.subscribe('/fine', hear)
    server.encke.publish('/secret', 1)
    await client.publish('/fine', 2)
    await until(() => heard.length)
    expect(heard).toEqual([2])
  })

  feature('quiet', 'does not connect in a hurry when nobody says anything', async () => {
    const { client, hear } = await begin()
    await client.subscribe('/quiet', hear)
    client.told.length = 0
    const began = performance.now()
    await until(() => client.told.length >= 3)
    expect(performance.now() - began).toBeGreaterThan(1000)
  })

  feature('cut', 'comes back when the connection is cut, and hears what was published meanwhile', async () => {
    const { server, client, heard, hear } = await begin()
    await client.subscribe('/on', hear)
    server.encke.publish('/on', 'before')
    await until(() => heard.length)
    server.cut()
    await turn()
    await turn()
    for (const text of ['meanwhile', 'and more']) server.encke.publish('/on', text)
    await until(() => heard.length >= 3)
    await client.publish('/on', 'after')
    await until(() => heard.length >= 4)
    expect(heard).toEqual(['before', 'meanwhile', 'and more', 'after'])
  })

  feature('ack', 'with acknowledgements, loses nothing of an answer that breaks off', async () => {
    const server = await serve({ timeout: 600 })
    await losesNothing(
      server,
      '/encke',
      (there) => open(there, undefined, true),
      async (data) => {
        server.encke.publish('/a', data)
      },
    )
  })

  feature('forgotten', 'begins anew when it is forgotten, and subscribes again', async () => {
    const { server, client, heard, hear } = await begin()
    await client.subscribe('/a', hear)
    server.restart()
    await until(() => {
      server.encke.publish('/a', 'after')
      return heard.length > 0
    }, 'it hears again')
    await client.publish('/a', 'published after')
    await until(() => heard.includes('published after'))
  })

  feature('goodbye', 'says goodbye, and is forgotten at once', async () => {
    const { server, client, hear } = await begin()
    await client.subscribe('/a', hear)
    expect(server.encke.sessions).toBe(1)
    await client.close()
    await until(() => server.encke.sessions === 0)
  })
}
