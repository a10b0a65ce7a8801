import { describe, expect, test } from 'vitest'
import {
  listen,
  look,
  type PageWindow,
  publish,
  publishAndCut,
  transports,
  until,
  useBrowser,
} from '../support/in-page'
import { numbers } from '../support/numbers'
import { runSeed, seeded } from '../support/random'
import { until as untilHere } from '../support/until'

const { serve, open } = useBrowser()

describe.each(transports)('%s in Chromium', (transport) => {
  test('brings 2,000 messages in order', async () => {
    const server = await serve()
    const page = await open(server)
    await listen(page, { transports: [transport] })
    await publish(server, 2000, 7)
    await until(page, 2000)
    expect(await look(page, 'got')).toEqual(numbers(2000))
  })

  test('says when the history is there, though more was published elsewhere since', { timeout: 15_000 }, async () => {
    const server = await serve({ timeout: 25_000 })
    for (let number = 0; number < 2000; number++) server.encke.publish('/h', { number, text: 'x'.repeat(500) })
    for (let number = 0; number < 1500; number++) server.encke.publish('/elsewhere', number)
    const page = await open(server)
    await listen(page, { transports: [transport] })
    const had = page.evaluate(async () => {
      const { client } = window as unknown as PageWindow
      const had: number[] = []
      const history = client.subscribe<{ number: number }>('/h', ({ data }) => had.push(data.number), {
        since: 'oldest',
      })
      await history.caughtUp
      return had
    })
    expect(await had).toEqual(numbers(2000))
  })

  test('loses, repeats and reorders nothing when the connection is cut 20 times in 2,000 messages', async () => {
    const server = await serve()
    const page = await open(server)
    await listen(page, { transports: [transport] })
    const random = seeded(runSeed(`cuts, ${transport}`))
    const { published, cuts } = await publishAndCut(server, { messages: 2000, cuts: 20, rate: 500, random })
    await until(page, published)
    expect(await look(page, 'got')).toEqual(numbers(published))
    expect(await look(page, 'missed')).toEqual([])
    expect(cuts).toBe(20)
  })

  test('publishes each message once and in order while the connection is cut', async () => {
    const server = await serve()
    const page = await open(server)
    const got: unknown[] = []
    server.encke.subscribe('/up', ({ data }) => got.push(data))
    await listen(page, { transports: [transport] })
    const random = seeded(runSeed(`cuts while publishing, ${transport}`))
    const done = page.evaluate(async () => {
      const { client } = window as unknown as PageWindow
      const all: Promise<void>[] = []
      for (let number = 0; number < 500; number++) {
        all.push(client.publish('/up', number))
        if (number % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await Promise.all(all)
    })
    const cutter = setInterval(() => random() < 0.3 && server.cut(), 50)
    await done
    clearInterval(cutter)
    expect(got).toEqual(numbers(500))
  })

  test('comes back by itself when the server restarts, and says that its log is gone', async () => {
    const server = await serve()
    const page = await open(server)
    await listen(page, { transports: [transport] })
    await publish(server, 10, 1)
    await until(page, 10)
    server.restart()
    await page.waitForFunction(() => (window as unknown as PageWindow).missed.length > 0)
    expect(await look(page, 'missed')).toMatchObject([{ patterns: ['/n'], reason: 'reset' }])
    server.encke.publish('/n', 10)
    await until(page, 11)
    expect(await look(page, 'got')).toEqual(numbers(11))
  })

  test('goes on at once when the user stops the page', async () => {
    const server = await serve({ timeout: 25_000 })
    const page = await open(server)
    await listen(page, { transports: [transport] })
    await page.evaluate(() => window.stop())
    server.encke.publish('/n', 0)
    await page.waitForFunction(() => (window as unknown as PageWindow).got.length > 0, undefined, { timeout: 5000 })
  })
})

describe.each(['xhr-streaming', 'iframe'] as const)('%s in Chromium, rotating', (transport) => {
  test('moves to a fresh link at the byte limit without a break', async () => {
    const server = await serve({ wear: { characters: 5000 } })
    const page = await open(server)
    await listen(page, { transports: [transport] })
    let said = 0
    while (said < 2000 || server.requests <= 5) {
      for (const end = said + 200; said < end; said++) server.encke.publish('/n', said)
      await until(page, said)
    }
    expect(await look(page, 'got')).toEqual(numbers(said))
    expect((await look(page, 'log')).filter((entry) => entry === 'offline')).toEqual([])
  })
})

test('a client by iframe lives on in a page that replaces its body, and all frames with it', async () => {
  const server = await serve()
  const page = await open(server)
  await listen(page, { transports: ['iframe'] })
  for (let round = 1; round <= 3; round++) {
    server.encke.publish('/n', round)
    await until(page, 2 * round - 1)
    await page.evaluate(() => document.documentElement.replaceChild(document.createElement('body'), document.body))
    server.encke.publish('/n', -round)
    await until(page, 2 * round)
  }
  expect(await look(page, 'got')).toEqual([1, -1, 2, -2, 3, -3])
})

test('a client by iframe that is closed leaves no frame in the page', async () => {
  const server = await serve()
  const page = await open(server)
  await listen(page, { transports: ['iframe'] })
  const frames = () => page.locator('iframe').count()
  expect(await frames()).toBe(1)
  server.cut()
  server.encke.publish('/n', 0)
  await until(page, 1)
  await page.evaluate(() => (window as unknown as PageWindow).client.close())
  await untilHere(async () => (await frames()) === 0)
})
