import { afterAll, afterEach, beforeAll, beforeEach, expect, type MockInstance, vi } from 'vitest'
import { type Client, connect } from '../../src/index'
import { startServer, type TestServer } from './server'
import { until } from './until'
import { newKey, post } from './wire'

export const limits = { body: 100_000, batch: 50, subscriptions: 5 }
export const types = ['long-polling', 'callback-polling', 'xhr-streaming', 'iframe']
export const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }

interface Begun {
  server: TestServer
  /** A plain client, that sends nonsense, and later something good. */
  clientId: string
  /** The session key of a client of ours, that joins. */
  key: string
}

/**
 * A server that the tests of a file send nonsense. Whatever a test has sent: a witness still hears, and whoever sent
 * nonsense can go on with something good.
 * @param begin - is told before each test who sends
 */
export function withWitness(begin: (begun: Begun) => void) {
  let begun: Begun
  let server: TestServer
  let witness: Client
  let complaints: MockInstance
  let count = 0
  const heard: unknown[] = []
  const states: string[] = []

  beforeAll(async () => {
    server = await startServer({ timeout: 1000, limits })
    witness = connect(server.url, { transports: ['long-polling'] })
    witness.on('state', (state) => states.push(state))
    await witness.subscribe('/good', ({ data }) => heard.push(data)).ready
  })

  beforeEach(async () => {
    complaints = vi.spyOn(console, 'error')
    const clientId = (await post(server.url, [hello])).messages[0]!.clientId as string
    begin((begun = { server, clientId, key: newKey() }))
  })

  afterEach(async () => {
    const data = `still well ${++count}`
    const { messages } = await say({ channel: '/good', clientId: begun.clientId, data, id: '1' })
    expect(messages).toMatchObject([{ channel: '/good', successful: true, id: '1' }])
    await until(() => heard.includes(data), 'the witness hears')
    expect(states).toEqual(['connecting', 'online'])
    expect(complaints, 'the server complains of an internal error').not.toHaveBeenCalled()
    complaints.mockRestore()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  afterAll(async () => {
    await witness.close()
    await server.close()
  })

  const say = (...messages: unknown[]) => post(server.url, messages)

  /** A handshake of a client of ours, changed. */
  function join(encke: unknown, rest: object = {}): object {
    const whole = { join: 1, key: begun.key, type: 'long-polling', version: 0, subscriptions: ['/mine'] }
    const ext = { encke: typeof encke === 'object' && encke && !Array.isArray(encke) ? { ...whole, ...encke } : encke }
    return { ...hello, id: 'j', ext, ...rest }
  }

  return { say, join, heard }
}
