import { EnckeError } from '../protocol/errors.js';
import type { Dialer } from './dialer.js';
import type { Outbox } from './outbox.js';
import { type Path } from './path.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { Publishing } from './publishing.js';
import type { Cause, SessionEffect } from './states.js';
import type { Watch } from './watch.js';
/** The session, as far as it concerns the loss of its links. */
export interface Loser {
    paths: Paths;
    plain: Plain;
    publishing: Publishing;
    watch: Watch;
    dialer: Dialer;
    outbox: Outbox;
    emit(effect: SessionEffect): void;
    move(cause: Cause, error?: EnckeError): void;
    rejoin(): void;
    flush(): void;
}
export type Losses = ReturnType<typeof createLosses>;
/** How links are lost, and what is done to find others. */
export declare function createLosses(session: Loser): {
    drop: (path: Path, error?: EnckeError) => void;
    dropAll: () => void;
    lose: (error: EnckeError | undefined, asleep?: boolean) => void;
    closed: (path: Path, error?: EnckeError) => void;
    rest: () => void;
    back: () => void;
    tick: () => void;
};
