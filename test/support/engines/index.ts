import type { Kind } from './engine'
import { chromium, firefox } from './playwright'
import { webkit } from './webkit'

export const kinds: Kind[] = [chromium, firefox, webkit]

/** Whether `ENGINE` names it, or nothing. */
export const wanted = ({ name }: Kind) => name.toLowerCase().startsWith((process.env.ENGINE ?? '').toLowerCase())
