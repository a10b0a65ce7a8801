import type { Kind } from './engine'
import { chromium, firefox } from './playwright'
import { qtwebkit } from './qtwebkit'
import { webkit } from './webkit'

export const kinds: Kind[] = [chromium, firefox, webkit]

/** Those that need the bundle for browsers of ES5. */
export const oldKinds: Kind[] = [qtwebkit]

/** Whether `ENGINE` names it, or nothing. */
export const wanted = ({ name }: Kind) => name.toLowerCase().startsWith((process.env.ENGINE ?? '').toLowerCase())
