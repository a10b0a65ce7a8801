import type { Subscriptions } from '../subscriptions/subscriptions.js';
import type { Dialer } from './dialer.js';
import type { Outbox } from './outbox.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { Publishing } from './publishing.js';
import type { SessionEffect } from './states.js';
import type { Watch } from './watch.js';
/** What a session is made of, and what those parts of it share that say and hear. */
export interface Parts {
    paths: Paths;
    plain: Plain;
    publishing: Publishing;
    watch: Watch;
    dialer: Dialer;
    subscriptions: Subscriptions;
    outbox: Outbox;
    emit(effect: SessionEffect): void;
}
