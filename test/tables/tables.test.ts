import { expect, test } from 'vitest'
import type { Document, Result } from './documents'
import { markdown } from './markdown'

const document: Document = {
  path: '',
  folder: '',
  introduction: '# Fruit',
  rows: { Trees: 'tree' },
  transports: { cart: 'by cart', ship: 'by ship', plane: 'by plane' },
  features: { ripe: 'ripe', sweet: 'sweet', kept: 'kept' },
}

const result = (row: string, state: Result['state'], meta: Result['meta'], name = 'a test'): Result => ({
  name,
  state,
  meta: { table: 'Trees', row, ...meta },
})

const apples = [
  result('Apple', 'passed', { transport: 'cart', feature: 'ripe' }),
  result('Apple', 'passed', { transport: 'ship', feature: 'ripe', version: '1.0' }),
  result('Apple', 'passed', { transport: 'ship', feature: 'sweet' }),
]

const lines = (...results: Result[]) => markdown(document, results).split('\n')

test('a table has a row for each thing, and columns only for what is tested, with counts', () => {
  expect(markdown(document, apples)).toBe(`# Fruit

Written by \`npm test\`, from 3 tests: all of them passed.

## Trees

By transport:

| tree | by cart | by ship |
| --- | --- | --- |
| Apple 1.0 | 1 test | 2 tests |

By feature:

| tree | ripe | sweet |
| --- | --- | --- |
| Apple 1.0 | 2 tests | 1 test |
`)
})

test('what failed is bold, and its sentence stands below', () => {
  const failed = result('Apple', 'failed', { transport: 'cart', feature: 'sweet' }, 'tastes sweet')
  const text = lines(...apples, failed)
  expect(text).toContain('| Apple 1.0 | **1 of 2 tests failed** <sup>1</sup> | 2 tests |')
  expect(text).toContain('1. failed: tastes sweet')
  expect(text).toContain('Written by `npm test`, from 4 tests: **1 of them failed**.')
})

test('what does not apply has its reason, and says of what it tells', () => {
  const text = lines(
    ...apples,
    result('Apple', 'skipped', { transport: 'cart', feature: 'sweet', reason: 'it gets bruised' }),
    result('Apple', 'skipped', { transport: 'plane', reason: 'too heavy' }),
  )
  expect(text).toContain('| Apple 1.0 | 1 test <sup>1</sup> | 2 tests | – <sup>2</sup> |')
  expect(text).toContain('| Apple 1.0 | 2 tests | 1 test <sup>3</sup> |')
  expect(text).toContain('1. sweet: it gets bruised')
  expect(text).toContain('2. too heavy')
  expect(text).toContain('3. by cart: it gets bruised')
})

test('what is tested in one place needs no reason for another', () => {
  const text = lines(...apples, result('Apple', 'skipped', { transport: 'cart', feature: 'ripe', reason: 'no cart' }))
  expect(text).toContain('| Apple 1.0 | 1 test | 2 tests |')
})

test('what waits for something is open', () => {
  const text = lines(...apples, result('Apple', 'skipped', { transport: 'plane', feature: 'ripe', open: 'wings' }))
  expect(text).toContain('| Apple 1.0 | 1 test | 2 tests | open <sup>1</sup> |')
})

test('a reason for the rest of a row fills what is empty', () => {
  const text = lines(
    ...apples,
    result('Pear', 'passed', { transport: 'cart', feature: 'ripe' }),
    result('Pear', 'skipped', { reason: 'nobody asked' }),
  )
  expect(text).toContain('| Pear | 1 test | – <sup>1</sup> |')
  expect(text).toContain('1. nobody asked')
})

test('what tests say themselves is a table of its own', () => {
  const text = lines(
    ...apples,
    result('Apple', 'passed', { transport: 'cart', feature: 'kept', cell: 'whole' }),
    result('Apple', 'failed', { transport: 'ship', feature: 'kept', cell: 'sliced' }),
  )
  const at = text.indexOf('Kept:')
  expect(text.slice(at + 2, at + 5)).toEqual([
    '| tree | by cart | by ship |',
    '| --- | --- | --- |',
    '| Apple 1.0 | whole | **failed** |',
  ])
})
