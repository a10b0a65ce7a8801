import { describe, expect, test } from 'vitest'
import { broken } from '../../support/errors'
import { setUp, won } from '../../support/race'
import { fakeTransport } from '../../support/transport'

/** A stream is live, and nothing is wrong with it. */
function sound() {
  const transports = [fakeTransport('socket', { kind: 'duplex' }), fakeTransport('stream'), fakeTransport('poll')]
  const race = won('stream', setUp(transports))
  race.sound = true
  const before = race.opened.length
  return Object.assign(race, {
    since: () => race.opened.slice(before).map((name, at) => `${name}: ${race.wishes[before + at]?.purpose}`),
  })
}

describe('what is asked for, while what is live is sound,', () => {
  test('has to prove itself before it may take over', () => {
    const race = sound()
    race.negotiator.use(['poll'], true)
    expect(race.since()).toEqual(['poll: probe'])
    race.negotiator.stale(race.link('poll'))
    expect(race.since()).toEqual(['poll: probe', 'poll: candidate'])
    expect(race.live).toBe('stream')
    race.negotiator.live(race.link('poll'))
    expect(race.live).toBe('poll')
  })

  test('is tried, and of the others nothing is said', () => {
    const race = sound()
    race.negotiator.use(['poll', 'socket'], true)
    race.advance(60_000)
    expect(race.since()).toEqual(['socket: probe', 'poll: probe'])
    expect(race.told('unusable')).toEqual([])
  })

  test('takes over on the link that has proved itself, where that runs both ways', () => {
    const race = sound()
    race.negotiator.use(['socket'], true)
    race.negotiator.stale(race.link('socket'))
    expect(race.since()).toEqual(['socket: probe'])
    expect(race.joined).toEqual(['socket'])
  })

  test('is followed by the next in the list when it fails', () => {
    const race = sound()
    race.negotiator.use(['socket', 'poll'], true)
    expect(race.since()).toEqual(['socket: probe', 'poll: probe'])
    race.negotiator.ended(race.link('socket'), broken)
    race.negotiator.stale(race.link('poll'))
    race.negotiator.live(race.link('poll'))
    expect(race.live).toBe('poll')
  })

  test('and works nowhere is told, and what is live goes on', () => {
    const race = sound()
    race.negotiator.use(['poll'], true)
    race.negotiator.ended(race.link('poll'), broken)
    expect(race.ends).toMatchObject([{ forGood: false, error: { code: 'no-transport' } }])
    expect(race.closed).not.toContain('stream')
    race.negotiator.dial(false)
    expect(race.since()).toEqual(['poll: probe', 'poll: probe'])
  })

  test('and works only later takes over then', () => {
    const race = sound()
    race.negotiator.use(['poll'], true)
    race.negotiator.ended(race.link('poll'), broken)
    race.advance(1000)
    race.negotiator.stale(race.link('poll'))
    race.negotiator.live(race.link('poll'))
    expect(race.since()).toEqual(['poll: probe', 'poll: probe', 'poll: candidate'])
    expect(race.live).toBe('poll')
  })

  test('loses to what is live when that may be used again, and goes on first', () => {
    const race = sound()
    race.negotiator.use(['poll'], true)
    race.negotiator.use(undefined, true)
    race.negotiator.dial(true)
    race.negotiator.live(race.link('stream'))
    const { transport, reason } = race.decisions.filter(({ kind }) => kind === 'live').at(-1) ?? {}
    expect([transport, reason]).toEqual(['stream', 'successor: the server answered over it'])
  })

  test('takes the session at once when that has lost its link meanwhile', () => {
    const race = sound()
    race.negotiator.use(['poll'], true)
    race.sound = false
    race.negotiator.dial(false)
    expect(race.since()).toEqual(['poll: probe', 'poll: candidate'])
  })
})
