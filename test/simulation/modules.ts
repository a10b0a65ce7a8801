/** The code under test, from `src` or from an altered copy of it. */
export async function load(base: string) {
  const from = <Module>(path: string): Promise<Module> => import(/* @vite-ignore */ `${base}/${path}`)
  return {
    ...(await from<typeof import('../../src/client/engine')>('client/engine.ts')),
    ...(await from<typeof import('../../src/client/session/session')>('client/session/session.ts')),
    ...(await from<typeof import('../../src/client/subscriptions/subscriptions')>(
      'client/subscriptions/subscriptions.ts',
    )),
    ...(await from<typeof import('../../src/client/session/outbox')>('client/session/outbox.ts')),
    ...(await from<typeof import('../../src/client/poster')>('client/poster.ts')),
    ...(await from<typeof import('../../src/client/page/resume')>('client/page/resume.ts')),
    ...(await from<typeof import('../../src/server/sessions/sessions')>('server/sessions/sessions.ts')),
    ...(await from<typeof import('../../src/server/bayeux/meta')>('server/bayeux/meta.ts')),
    ...(await from<typeof import('../../src/server/link')>('server/link.ts')),
    ...(await from<typeof import('../../src/server/log/memory')>('server/log/memory.ts')),
    ...(await from<typeof import('../../src/server/log/shared')>('server/log/shared.ts')),
    ...(await from<typeof import('../../src/protocol/batch')>('protocol/batch.ts')),
    ...(await from<typeof import('../../src/protocol/channel')>('protocol/channel.ts')),
    ...(await from<typeof import('../../src/protocol/numbers')>('protocol/numbers.ts')),
  }
}
export type Modules = Awaited<ReturnType<typeof load>>
