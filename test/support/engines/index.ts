import type { Kind } from './engine'
import { chromium, firefox } from './playwright'
import { qtwebkit } from './qtwebkit'
import { webkit } from './webkit'

/** Every kind of browser, or the one that `ENGINE` names. */
const wanted = ({ name }: Kind) => name.toLowerCase().startsWith((process.env.ENGINE ?? '').toLowerCase())

export const kinds: Kind[] = [chromium, firefox, webkit].filter(wanted)

/** Those that need the bundle for browsers of ES5. */
export const oldKinds: Kind[] = [qtwebkit].filter(wanted)
