import { describe, expect, test } from 'vitest'
import type { Inlet } from '../../../src/client/link'
import { callbackPolling } from '../../../src/client/transports/callback-polling'
import type { EnckeError } from '../../../src/protocol/errors'
import type { Batch } from '../../../src/protocol/message'
import { createCollector } from '../../../src/server/transports/callback-polling'
import { virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'

interface Script {
  src: string
  onload(): void
  onerror(): void
}

/** A page whose scripts load when the test says so, and the transport in it. */
function openPage() {
  const scripts: Script[] = []
  const removed = new Set<object>()
  const view: Record<string, (answer: unknown) => void> = {}
  const document = {
    readyState: 'complete',
    defaultView: view,
    createElement() {
      const element = { remove: () => void removed.add(element) }
      return element
    },
    head: { append: (script: Script) => void scripts.push(script) },
  }
  const environment = virtualEnvironment({ document: document as never })
  const target = targetIn(environment)
  const transport = callbackPolling()
  const told: (EnckeError | 'answer' | undefined)[] = []
  const inlet: Inlet = {
    messages: () => void told.push('answer'),
    alive() {},
    closed: (error) => void told.push(error),
  }
  return {
    ...{ scripts, told },
    /** What the page still has of all that. */
    get left() {
      return [...scripts.filter((script) => !removed.has(script)), ...Object.keys(view)]
    },
    /** The script arrives and calls back. */
    answer(script: Script | undefined, answer: unknown = '[]') {
      const { searchParams } = new URL(script?.src ?? '')
      view[searchParams.get('jsonp') as string]?.(answer)
      script?.onload()
    },
    open(batch: Batch = [{ channel: '/meta/connect', id: '1' }]) {
      const link = transport.open(target, batch, inlet)
      environment.advance(0)
      return link
    },
  }
}

describe('a publication', () => {
  test.each([
    ['ASCII', 'x', 1],
    ['Greek', 'λ', 1],
    ['Chinese', '漢', 1],
    ['emoji', '😀', 2],
    ['quotes', '"', 2],
    ['English, and Chinese behind it', `${'x'.repeat(131_071)}${'漢'.repeat(131_071)}`, 262_142],
  ])('of as much as there may be gets through in %s', (_, text, characters) => {
    const page = openPage()
    const batch = [{ channel: '/a', data: text.repeat(262_142 / characters) }]
    const collect = createCollector(1_048_576)
    page.open(batch)
    let collected: Batch = []
    for (const script of page.scripts) {
      expect(script.src.length).toBeLessThanOrEqual(2000)
      collected = collect(new URL(script.src).searchParams)
      page.answer(script)
    }
    expect(JSON.stringify(collected) === JSON.stringify(batch)).toBe(true)
    expect(page.told.at(-1)).toBeUndefined()
  })
})

describe('a publication that needs many scripts', () => {
  const large = [{ channel: '/a', data: 'x'.repeat(20_000) }]

  test('loads three at a time', () => {
    const page = openPage()
    page.open(large)
    expect(page.scripts).toHaveLength(3)
    page.answer(page.scripts[1])
    expect(page.scripts).toHaveLength(4)
  })

  test('and is given up leaves no more than three, and nothing is added to them', () => {
    const page = openPage()
    page.open(large).close()
    page.open(large)
    expect(page.scripts).toHaveLength(3)
    expect(page.told).toMatchObject([{ code: 'network', message: '3 scripts of before have had no answer yet' }])
  })

  test('loads fewer beside those that were left', () => {
    const page = openPage()
    page.open().close()
    page.open(large)
    expect(page.scripts).toHaveLength(3)
  })
})

describe('scripts that are left before they have had an answer', () => {
  test('keep a connection each, so no fourth one is added to them', () => {
    const page = openPage()
    for (let times = 0; times < 3; times++) page.open().close()
    expect(page.scripts).toHaveLength(3)
    page.open()
    expect(page.scripts).toHaveLength(3)
    expect(page.told).toMatchObject([{ code: 'network', message: '3 scripts of before have had no answer yet' }])
  })

  test.each([
    ['has been answered', 'answer'],
    ['has failed', 'onerror'],
  ] as const)('and one %s, the next one goes out', (_, end) => {
    const page = openPage()
    for (let times = 0; times < 3; times++) page.open().close()
    const [first] = page.scripts
    if (end === 'answer') page.answer(first)
    else first?.onerror()
    page.open()
    expect(page.scripts).toHaveLength(4)
    expect(page.told).toEqual([])
  })

  test('take nothing from one that is answered meanwhile', () => {
    const page = openPage()
    page.open()
    for (let times = 0; times < 3; times++) page.open().close()
    page.answer(page.scripts[0])
    expect(page.told).toEqual(['answer', undefined])
  })

  test('are not those that were answered', () => {
    const page = openPage()
    for (let times = 0; times < 10; times++) {
      const link = page.open()
      page.answer(page.scripts.at(-1))
      link.close()
    }
    expect(page.told.filter((one) => one === 'answer')).toHaveLength(10)
  })
})

test.each([null, 5, () => {}, Symbol('nothing')])('a script that calls back with %s is no answer', (answer) => {
  const page = openPage()
  page.open()
  page.answer(page.scripts[0], answer)
  expect(page.told).toMatchObject([{ code: 'malformed' }])
})

test('nothing is left in the page of a script that has called back, or has not loaded', () => {
  const page = openPage()
  page.open()
  expect(page.left).toHaveLength(2)
  page.answer(page.scripts[0])
  expect(page.left).toEqual([])
  page.open()
  page.scripts[1]?.onerror()
  expect(page.left).toEqual([])
})
