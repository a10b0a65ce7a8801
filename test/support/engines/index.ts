import type { Kind } from './engine'
import { chromium, firefox } from './playwright'
import { webkit } from './webkit'

/** Every kind of browser, or the one that `ENGINE` names. */
export const kinds: Kind[] = [chromium, firefox, webkit].filter(({ name }) =>
  name.toLowerCase().startsWith((process.env.ENGINE ?? '').toLowerCase()),
)
