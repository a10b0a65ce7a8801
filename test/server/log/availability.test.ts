import { expect, test } from 'vitest'
import type { EnckeError } from '../../../src/protocol/errors'
import { createAvailability } from '../../../src/server/log/availability'
import { numbers } from '../../support/numbers'

/** A store in virtual time, and what is told of it. */
function storeThat({ patience = 5000, random = (): number => 0 } = {}) {
  let time = 0
  let undone = 0
  const timers = new Set<{ at: number; run: () => void }>()
  const now = () => time
  function after(milliseconds: number, run: () => void) {
    const timer = { at: time + milliseconds, run }
    timers.add(timer)
    return () => {
      undone++
      timers.delete(timer)
    }
  }
  const availability = createAvailability({ patience, random, now, after })
  const told: (string | undefined)[] = []
  availability.trouble.onTrouble((reason) => told.push(reason?.message))

  async function pass(milliseconds: number) {
    const end = time + milliseconds
    for (;;) {
      // Whoever was woken goes on first.
      for (const _ of numbers(10)) await undefined
      const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      timers.delete(next)
      time = Math.max(time, next.at)
      next.run()
    }
    time = end
  }

  return {
    ...{ availability, told, now, after, pass },
    /** How often a timer was undone. */
    undone: () => undone,
    lose: (why: string) => availability.lose(new Error(why)),
    /** Milliseconds until it is tried again. */
    async pause() {
      const before = time
      let after = 0
      const pausing = availability.pause().then(() => {
        after = time - before
      })
      await pass(60_000)
      await pausing
      return after
    },
  }
}

const full = () => Promise.reject(new Error('OOM'))
const taken = () => Promise.resolve('taken')

test('a store that stays away is tried ever more seldom, up to once a second', async () => {
  for (const patience of [5000, 60_000]) {
    const { pause, lose } = storeThat({ patience })
    lose('gone')
    const pauses = []
    for (const _ of numbers(7)) pauses.push(await pause())
    expect(pauses).toEqual([100, 200, 400, 800, 1000, 1000, 1000])
  }
})

test('nodes that have lost it at once do not come back at once', async () => {
  const pauses = []
  for (const chance of [0, 0.5, 0.999]) pauses.push(await storeThat({ random: () => chance }).pause())
  expect(pauses.map(Math.round)).toEqual([100, 75, 50])
})

test('whoever has little patience has it tried five times all the same, but not more than ten times a second', async () => {
  const { pause } = storeThat({ patience: 1500 })
  const pauses = []
  for (const _ of numbers(4)) pauses.push(await pause())
  expect(pauses).toEqual([100, 200, 300, 300])
  expect(await storeThat({ patience: 10 }).pause()).toBe(100)
})

test('one that was well for a second is tried soon when it is lost again; one that breaks at once is not', async () => {
  const { availability, pause, lose, pass } = storeThat()
  lose('gone')
  for (const _ of numbers(3)) await pause()
  availability.found()
  await pass(900)
  lose('gone')
  expect(await pause()).toBe(800)
  availability.found()
  await pass(1000)
  lose('gone')
  expect(await pause()).toBe(100)
})

test('a call waits for one that is away as long as its patience lasts, and then says why', async () => {
  const { availability, lose, pass } = storeThat({ patience: 500 })
  lose('gone')
  const failed: string[] = []
  availability.ask(taken).catch(({ code, message }: EnckeError) => failed.push(`${code}: ${message}`))
  await pass(499)
  expect(failed).toEqual([])
  await pass(1)
  expect(failed).toEqual(['busy: the log cannot be reached: gone'])
})

test('that it is lost is told at once, each reason once, and that it is back when it has stayed for a second', async () => {
  const { availability, told, lose, pass } = storeThat()
  availability.found()
  await pass(5000)
  for (const _ of numbers(3)) for (const why of ['refused', 'read only']) lose(why)
  expect(availability.trouble.age, 'it is away from the first moment').toBe(1)
  expect(told).toEqual(['the log cannot be reached: refused', 'the log cannot be reached: read only'])
  for (const _ of numbers(5)) {
    availability.found()
    await pass(900)
    lose('refused')
  }
  expect(told).toHaveLength(2)
  expect(availability.trouble.age).toBe(4500)
  await pass(10_000)
  expect(told, 'it was lost before it had stayed').toHaveLength(2)
  availability.found()
  await pass(1000)
  expect(told.slice(2)).toEqual([undefined])
  expect(availability.trouble.age).toBe(0)
  lose('refused')
  expect(told.slice(3)).toEqual(['the log cannot be reached: refused'])
})

test('who listens only since it is back, as who begins when it is late, hears of no end without a beginning', async () => {
  const { availability, lose, pass } = storeThat()
  lose('not there yet')
  availability.found()
  const told: unknown[] = []
  availability.trouble.onTrouble((reason) => told.push(reason))
  await pass(5000)
  expect(told).toEqual([])
  expect(availability.trouble.age).toBe(0)
})

test('of reasons that are different each time, ten are told', async () => {
  const { told, lose } = storeThat()
  for (const number of numbers(1000)) lose(`the ${number}th`)
  expect(told).toHaveLength(10)
})

test('one that is full is told of once, and is well again when it has taken something, not when it was read', async () => {
  const { availability, told, pass } = storeThat({ patience: 250 })
  availability.found()
  await pass(5000)
  for (const _ of numbers(3)) {
    const refused = availability.ask(full, 1).catch(({ message }: EnckeError) => message)
    await pass(1000)
    expect(await refused).toBe('the log takes nothing: OOM')
    await availability.ask(taken)
    await pass(10_000)
  }
  expect(told).toEqual(['the log takes nothing: OOM'])
  await availability.ask(taken, 0)
  await pass(1000)
  expect(told.slice(1)).toEqual([undefined])
})

test('one that is full is asked again ten times a second, however many it has refused at once', async () => {
  const { availability, now, after, pass } = storeThat()
  availability.found()
  const asked: number[] = []
  const refuse = async () => {
    asked.push(now())
    throw new Error('OOM')
  }
  const slow = () => new Promise((_, reject) => after(50, () => reject(new Error('OOM'))))
  for (const call of [slow, refuse]) availability.ask(call, 1).catch(() => {})
  await pass(450)
  expect(asked).toEqual([0, 100, 200, 300, 400])
})

test('one that says no only when patience is over has said no all the same', async () => {
  const { availability, told, after, pass } = storeThat({ patience: 250 })
  availability.found()
  const slow = () => new Promise((_, reject) => after(300, () => reject(new Error('OOM'))))
  const refused = availability.ask(slow, 1).catch(({ code, message }: EnckeError) => `${code}: ${message}`)
  await pass(1000)
  expect(await refused).toBe('busy: the log takes nothing: OOM')
  expect(told).toEqual(['the log takes nothing: OOM'])
})

test('one that was full is well again a second after it has taken something, however much it takes then', async () => {
  const { availability, told, pass } = storeThat({ patience: 250 })
  availability.found()
  availability.ask(full, 1).catch(() => {})
  await pass(1000)
  for (const _ of numbers(4)) {
    expect(told).toEqual(['the log takes nothing: OOM'])
    await availability.ask(taken, 1)
    availability.taken()
    await pass(250)
  }
  expect(told.slice(1)).toEqual([undefined])
})

test('one that was full is not well again because it was lost and is back', async () => {
  const { availability, told, lose, pass } = storeThat({ patience: 250 })
  availability.found()
  availability.ask(full, 1).catch(() => {})
  await pass(1000)
  lose('gone')
  availability.found()
  await pass(10_000)
  expect(told).toEqual(['the log takes nothing: OOM', 'the log cannot be reached: gone'])
})

test('one that is lost is not well because of what it took before', async () => {
  const { availability, told, after, lose, pass } = storeThat({ patience: 250 })
  availability.found()
  const slow = () => new Promise((resolve) => after(400, () => resolve('taken')))
  const taking = availability.ask(slow, 1)
  availability.ask(full, 1).catch(() => {})
  await pass(300)
  lose('gone')
  await pass(10_000)
  expect(await taking).toBe('taken')
  expect(told).toEqual(['the log takes nothing: OOM', 'the log cannot be reached: gone'])
})

test('what is under way when it is lost waits until it is back, and then says nothing of why', async () => {
  const { availability, told, lose, pass } = storeThat()
  availability.found()
  let tries = 0
  const asking = availability.ask(async () => {
    if (++tries > 1) return 'taken'
    lose('gone')
    throw new Error('no answer')
  }, 1)
  await pass(4000)
  expect([tries, told]).toEqual([1, ['the log cannot be reached: gone']])
  availability.found()
  expect(await asking).toBe('taken')
  await expect(availability.ask(taken, 40_000_000)).rejects.toThrow(/^too much waits for the log already$/)
})

test('so many characters wait and no more, with 1,024 for each call, and each that ends leaves its place', async () => {
  const { availability, lose } = storeThat()
  const most = 33_554_432 - 1024
  lose('gone')
  const waiting = [availability.ask(taken, most - 1024), availability.ask(taken)]
  const tooMany = { code: 'busy', message: 'too much waits for the log already: gone' }
  await expect(availability.ask(taken)).rejects.toMatchObject(tooMany)
  availability.found()
  expect(await Promise.all(waiting)).toEqual(['taken', 'taken'])
  for (const _ of numbers(3)) expect(await availability.ask(taken, most)).toBe('taken')
  await expect(availability.ask(taken, most + 1)).rejects.toMatchObject({ code: 'busy' })
})

test('that too much waits for one that is there is told too, and is over a second after the last of it', async () => {
  const { availability, told, pass } = storeThat()
  const tooMuch = () => expect(availability.ask(taken, 40_000_000)).rejects.toMatchObject({ code: 'busy' })
  availability.found()
  await tooMuch()
  await pass(900)
  await tooMuch()
  await pass(900)
  expect(told).toEqual(['too much waits for the log already'])
  await pass(100)
  expect(told).toEqual(['too much waits for the log already', undefined])
})

test('whoever has waited for it in vain hears why, and is not called again', async () => {
  const { availability, lose, pass, undone } = storeThat()
  lose('gone')
  const waiting = availability.ask(taken).catch(({ code, message }: EnckeError) => `${code}: ${message}`)
  await pass(5000)
  expect(await waiting).toBe('busy: the log cannot be reached: gone')
  const before = undone()
  availability.found()
  expect(undone()).toBe(before)
})

test('whoever waits for it when it is closed is told so at once', async () => {
  const { availability, lose, pass } = storeThat()
  lose('gone')
  const waiting = availability.ask(taken).catch(({ code }: EnckeError) => code)
  availability.close()
  await pass(0)
  expect(await Promise.race([waiting, 'still waiting'])).toBe('closed')
  const late = storeThat()
  late.availability.found()
  late.availability.close()
  await expect(late.availability.ask(taken)).rejects.toMatchObject({ code: 'closed' })
})

test('its end is told to nobody', async () => {
  const { availability, told, lose, pass } = storeThat()
  availability.found()
  availability.close()
  lose('closed')
  await pass(5000)
  expect(told).toEqual([])
  const back = storeThat()
  back.lose('gone')
  back.availability.found()
  back.availability.close()
  back.availability.found()
  await back.pass(5000)
  expect(back.told).toEqual(['the log cannot be reached: gone'])
})

test('one that has never answered says so', async () => {
  const { availability, pass } = storeThat()
  const waiting = availability.present().catch(({ message }: EnckeError) => message)
  await pass(5000)
  expect(await waiting).toBe('the log cannot be reached: it does not answer')
})
