import { onTestFinished } from 'vitest'
import type { ServerOptions } from '../../src/server/index'
import { type Page, startServer, type TestServer } from './server'

/** Closes it when the test is over; what was opened last goes first. */
export function closeLater<Thing extends { close(): unknown }>(thing: Thing): Thing {
  onTestFinished(async () => void (await thing.close()))
  return thing
}

/** A server of this test's own; `page` answers what is not for Encke. */
export async function serve(options: ServerOptions = {}, page?: Page, certificate?: string): Promise<TestServer> {
  return closeLater(await startServer({ timeout: 1000, ...options }, page, certificate))
}
