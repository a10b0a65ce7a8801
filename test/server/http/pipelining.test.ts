import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { closeLater, serve } from '../../support/close-later'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'
import { joining, newKey, post } from '../../support/wire'

/** A connection on which requests are sent without waiting for answers. */
async function open({ port }: TestServer) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  await once(socket, 'connect')
  let text = ''
  socket.on('data', (piece: string) => {
    text += piece
  })
  return closeLater({
    get text() {
      return text
    },
    ask(...messages: object[]) {
      const requests = messages.map((message) => {
        const body = JSON.stringify([message])
        return `POST /encke HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
      })
      socket.write(requests.join(''))
    },
    get closed() {
      return socket.closed
    },
    close: () => void socket.destroy(),
  })
}

const hello = (id: string) => ({
  channel: '/meta/handshake',
  version: '1.0',
  supportedConnectionTypes: ['long-polling'],
  id,
})

test('streams that are asked for one behind the other leave no session when their connection is gone', async () => {
  const server = await serve({ timeout: 100, expiry: 100 })
  const connection = await open(server)
  connection.ask(...Array.from({ length: 10 }, () => joining('xhr-streaming')))
  await until(() => connection.text.includes('"successful":true'))
  connection.close()
  await until(() => server.encke.sessions === 0, 'no session is left')
})

test('what is asked behind a stream is answered when that has ended', async () => {
  const server = await serve()
  const connection = await open(server)
  const key = newKey()
  connection.ask(joining('xhr-streaming', { key }), hello('behind'))
  await until(() => connection.text.includes('"id":"j"'))
  expect(server.encke.sessions).toBe(1)
  await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
  await until(() => connection.text.includes('"id":"behind"'))
})

test('a connection on which more and more waits behind a stream is cut', async () => {
  const server = await serve({ expiry: 100 })
  const connection = await open(server)
  connection.ask(joining('xhr-streaming'))
  await until(() => connection.text.includes('"id":"j"'))
  connection.ask(...Array.from({ length: 32 }, (_, index) => hello(`${index}`)))
  const other = await open(server)
  other.ask(hello('other'))
  await until(() => other.text.includes('"id":"other"'))
  expect(connection.closed).toBe(false)
  connection.ask(hello('one too many'))
  await until(() => connection.closed)
  await post(server.url, [{ channel: '/meta/disconnect', clientId: /"clientId":"(\w+)"/.exec(other.text)?.[1] }])
  await until(() => server.encke.sessions === 0)
})

test('requests that are sent without waiting are answered in their order', async () => {
  const server = await serve()
  const connection = await open(server)
  connection.ask(hello('1'), hello('2'), hello('3'))
  await until(() => connection.text.includes('"id":"3"'))
  expect(connection.text.match(/"id":"\d"/g)).toEqual(['"id":"1"', '"id":"2"', '"id":"3"'])
})

test('a connection may bring any number of requests, as long as few of them wait at a time', async () => {
  const server = await serve()
  const connection = await open(server)
  for (const turn of ['a', 'b', 'c', 'd']) {
    connection.ask(...Array.from({ length: 20 }, (_, index) => hello(`${turn}${index}`)))
    await until(() => connection.text.includes(`"id":"${turn}19"`))
  }
  expect(connection.closed).toBe(false)
})
