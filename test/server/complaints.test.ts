import { expect, onTestFinished, test, vi } from 'vitest'
import { createComplaints } from '../../src/server/complaints'
import { numbers } from '../support/numbers'

test('what goes on failing is told ten times in ten seconds, with how much was left out', () => {
  const told = vi.spyOn(console, 'error').mockReturnValue()
  onTestFinished(() => told.mockRestore())
  let now = 0
  const complain = createComplaints(() => now)
  const error = new Error('no database')
  for (const second of numbers(21)) {
    now = second * 1000
    for (const _ of numbers(100)) complain(error)
  }
  const ten = numbers(10).map(() => [error])
  const rest = [['Encke: 990 more errors like the last ones were left out']]
  expect(told.mock.calls).toEqual([...ten, ...rest, ...ten, ...rest, ...ten])
})
