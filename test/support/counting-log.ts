import { createMemoryLog } from '../../src/server/index'
import { until } from './until'

/** A log that counts how often the server looks after things. */
export function countingLog(retention = {}) {
  const log = createMemoryLog(retention)
  const counted = Object.create(log, {
    trims: { value: 0, writable: true },
    trim: {
      value() {
        counted.trims++
        log.trim()
      },
    },
  }) as typeof log & { trims: number }
  return counted
}

/** Resolves when the server has looked after its sessions so many times more. */
export async function ticks(log: { trims: number }, count: number) {
  const before = log.trims
  await until(() => log.trims >= before + count)
}
