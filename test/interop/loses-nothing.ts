import { expect } from 'vitest'
import { startBadProxy } from '../proxy/bad-proxy'
import { closeLater } from '../support/close-later'
import { until } from '../support/until'
import type { Opened } from './opened'

/** A client with acknowledgements hears all, once and in order, though answers with messages break off on their way. */
export async function losesNothing(
  { origin }: { origin: string },
  path: string,
  open: (there: { url: string }) => Promise<Opened>,
  publish: (data: unknown) => PromiseLike<void>,
) {
  const proxy = closeLater(await startBadProxy({ upstream: origin }))
  const client = await open({ url: proxy.url + path })
  const heard: unknown[] = []
  await client.subscribe('/a', (data) => heard.push(data))
  await publish('before')
  await until(() => heard.length > 0, 'it hears what comes before')

  const links = () => proxy.requests + proxy.upgrades
  const linksBefore = links()
  proxy.set({ cut: { bytes: 1, midChunk: true } })
  await publish('lost on its way')
  await until(() => links() > linksBefore, 'it comes back')
  proxy.set({})
  await publish('after')
  await until(() => heard.includes('after'), 'it hears what comes after')
  expect(heard).toEqual(['before', 'lost on its way', 'after'])
}
