import { expect } from 'vitest'
import { parseError } from '../../src/protocol/errors'
import type { Reply, Wire } from './wire'

/** For `test.each`: values of any type. */
export const each = (...values: unknown[]) => values.map((value): [unknown] => [value])

export const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

/** A clear answer: HTTP 200, and one unsuccessful message with this status. */
export function refused({ status, messages }: Reply, code: number): Wire {
  expect(status).toBe(200)
  expect(messages).toMatchObject([{ successful: false, error: expect.any(String) }])
  expect(parseError(messages[0]!.error as string)).toMatchObject({ status: code, message: expect.stringMatching(/../) })
  return messages[0]!
}

/** A clear answer to what is no request at all: an HTTP status and a message that says the same. */
export function rejected({ status, messages }: Reply, code: number, message: RegExp = /./) {
  expect(status).toBe(code)
  expect(messages).toMatchObject([{ successful: false }])
  expect(parseError(messages[0]!.error as string)).toMatchObject({
    status: code,
    message: expect.stringMatching(message),
  })
}
