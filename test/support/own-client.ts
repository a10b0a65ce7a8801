import { connect } from '../../src/index'
import { closeLater } from './close-later'
import type { TestServer } from './server'
import { joining, stream, type Wire } from './wire'

/** A client of this test's own. */
export const open = (server: TestServer) => closeLater(connect(server.url, { transports: ['long-polling'] }))

/** The stream of one, seen on the wire. */
export const openStream = async (server: TestServer, encke: object = {}, ext: Wire['ext'] & object = {}) =>
  closeLater(await stream(server.url, [joining('xhr-streaming', encke, { ext })]))
