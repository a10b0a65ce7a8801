import { describe, expect, test } from 'vitest'
import { parseError } from '../../../src/protocol/errors'
import type { Reply } from '../../support/wire'
import { types, withWitness } from '../../support/witness'

let clientId: string
let key: string
const { say } = withWitness((begun) => {
  ;({ clientId, key } = begun)
})

describe('a value of the wrong type', () => {
  const values: unknown[] = [null, true, 0, 7, -1, 1e300, '', 'x', [], [1], [[]], {}, { length: 1 }, { toString: 1 }]
  const fields = [
    ...['id', 'clientId', 'data', 'successful', 'error', 'subscription', 'version', 'minimumVersion'],
    ...['supportedConnectionTypes', 'connectionType', 'advice', 'ext'],
  ]
  const ofExt = ['encke', 'ack']
  const ofJoin = ['join', 'key', 'type', 'version', 'runs', 'subscriptions', 'latest', 'timeout', 'pad', 'at', 'own']
  const ofOthers = ['written', 'read', 'stale', 'run']

  /** Refused by what is wrong with it, or as good as without; never a failure of the server, nor worth another try. */
  function isFair({ status, messages }: Reply, what: string) {
    expect(status, what).toBe(200)
    expect(messages.length, what).toBeGreaterThan(0)
    for (const { successful, error } of messages) {
      expect(successful, what).toBe(error === undefined)
      if (error !== undefined) expect(parseError(error).status, what).toBeGreaterThanOrEqual(300)
      if (error !== undefined) expect(parseError(error).status, what).toBeLessThan(500)
    }
  }

  const soundJoin = () => ({ join: 1, key, type: 'long-polling', version: 0, subscriptions: ['/mine'] })
  const sound: Record<string, () => object> = {
    'a handshake': () => ({ channel: '/meta/handshake' }),
    'a handshake with a join': () => ({ channel: '/meta/handshake', ext: { encke: soundJoin() } }),
    'a connect': () => ({ channel: '/meta/connect', clientId }),
    'a connect with a join': () => ({ channel: '/meta/connect', clientId: key, ext: { encke: soundJoin() } }),
    'a subscription': () => ({ channel: '/meta/subscribe', clientId, subscription: '/x' }),
    'the end of a subscription': () => ({ channel: '/meta/unsubscribe', clientId, subscription: '/x' }),
    'a stream': () => ({ channel: '/meta/stream', clientId }),
    'a goodbye': () => ({ channel: '/meta/disconnect', clientId: 'nobody', ext: { encke: { join: 1 } } }),
    'a publication': () => ({ channel: '/x', clientId, data: 1 }),
  }
  const whole = {
    id: 'w',
    version: '1.0',
    supportedConnectionTypes: types,
    connectionType: 'long-polling',
    advice: { timeout: 0 },
  }

  test.each(Object.keys(sound))('in any field of %s is refused or as good as none', async (name) => {
    for (const value of values) {
      const told = (field: string) => `${field}: ${JSON.stringify(value)}`
      for (const field of fields) {
        // Whoever says nothing of how long waits as all do.
        if (field === 'advice' && name.startsWith('a connect')) continue
        isFair(await say({ ...whole, ...sound[name]!(), [field]: value }), told(field))
      }
      for (const field of ofExt) {
        isFair(await say({ ...whole, ...sound[name]!(), ext: { [field]: value } }), told(`ext.${field}`))
      }
      for (const field of [...ofJoin, ...ofOthers]) {
        const ext = { encke: { ...soundJoin(), [field]: value } }
        isFair(await say({ ...whole, ...sound[name]!(), ext }), told(`ext.encke.${field}`))
      }
    }
  })
})
