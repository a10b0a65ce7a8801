/** How many messages each transport is given. */
export const messages = 20

/** Milliseconds after which a transport has had its chance. */
const patience = 8000

/** How often a client may say that nothing works here before that is believed. */
const chances = 2

/**
 * Tries one transport, or `auto`, which may choose: connects, and has so many messages come back, each after the one before.
 * @returns the client, still open, and what it was like: `live`, milliseconds until the server had accepted the subscription, if it has;
 *   `delays` in milliseconds, of each message that came back; `cuts`, how often the link was lost; `problem`, the last that went wrong;
 *   `carrier`, the transport in the end; `decisions`, each in a line
 */
export async function measure(server, name) {
  const result = { name, live: undefined, delays: [], cuts: 0, problem: '', carrier: undefined, decisions: [] }
  const began = performance.now()
  const client = Encke.connect(server, name === 'auto' ? {} : { transports: [name] })
  client.on('decision', ({ kind, transport, reason }) => {
    result.decisions.push(`${Math.round(performance.now() - began)} ms ${transport} ${kind}: ${reason}`)
    if (kind === 'failed' || kind === 'unusable') result.problem = reason
  })
  client.on('state', (state) => {
    if (state === 'offline') result.cuts++
  })
  client.on('transport', (transport) => {
    result.carrier = transport
  })
  const givenUp = new Promise((resolve) => {
    let failures = 0
    setTimeout(resolve, patience, true)
    client.on('error', ({ code }) => {
      if (code === 'no-transport' && ++failures === chances) resolve(true)
    })
  })

  let arrived
  const channel = `/connection-test/${crypto.getRandomValues(new Uint32Array(2)).join('-')}`
  const subscription = client.subscribe(channel, ({ data }) => arrived(data))
  try {
    if (await Promise.race([subscription.ready, givenUp])) {
      result.problem ||= `nothing came within ${patience} ms`
      return { client, result }
    }
    result.live = performance.now() - began
    while (result.delays.length < messages) {
      const sent = performance.now()
      const back = new Promise((resolve) => {
        arrived = resolve
      })
      const published = client.publish(channel, result.delays.length).then(() => back)
      if ((await Promise.race([published, givenUp])) === true) break
      result.delays.push(performance.now() - sent)
    }
  } catch (error) {
    // Of what no transport could mend, decisions say nothing.
    if (error.code === 'refused' || !result.problem) result.problem = `${error.code}: ${error.message}`
  }
  return { client, result }
}

/** Watches a client that has nothing to say. Resolves with the milliseconds after which its link was lost, if it was. */
export function watchQuiet(client, milliseconds, onProgress) {
  const began = performance.now()
  return new Promise((resolve) => {
    const end = (cutAfter) => {
      clearInterval(timer)
      stopListening()
      resolve(cutAfter)
    }
    const timer = setInterval(() => {
      const passed = performance.now() - began
      if (passed >= milliseconds) end(undefined)
      else onProgress(passed / milliseconds)
    }, 250)
    const stopListening = client.on('state', (state) => {
      if (state !== 'online') end(performance.now() - began)
    })
  })
}
