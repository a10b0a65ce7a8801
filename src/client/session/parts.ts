import type { Subscriptions } from '../subscriptions/subscriptions'
import type { Dialer } from './dialer'
import type { Outbox } from './outbox'
import type { Paths } from './paths'
import type { Plain } from './plain'
import type { Publishing } from './publishing'
import type { SessionEffect } from './states'
import type { Watch } from './watch'

/** What a session is made of, and what those parts of it share that say and hear. */
export interface Parts {
  paths: Paths
  plain: Plain
  publishing: Publishing
  watch: Watch
  dialer: Dialer
  subscriptions: Subscriptions
  outbox: Outbox
  emit(effect: SessionEffect): void
}
