import { EnckeError } from '../protocol/errors.js';
import type { Dialer } from './dialer.js';
import type { Outbox } from './outbox.js';
import { type Path } from './path.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { Publishing } from './publishing.js';
import type { Questions } from './questions.js';
import type { Cause, SessionEffect, SessionState } from './states.js';
/** The session, as far as it concerns the loss of its links. */
export interface Loser {
    readonly state: SessionState;
    readonly now: number;
    readonly onlineSince: number;
    paths: Paths;
    plain: Plain;
    publishing: Publishing;
    questions: Questions;
    dialer: Dialer;
    outbox: Outbox;
    emit(effect: SessionEffect): void;
    move(cause: Cause, error?: EnckeError): void;
    rejoin(): void;
    flush(): void;
}
/** How links are lost, and what is done to find others. */
export declare function createLosses(session: Loser): {
    drop: (path: Path, error?: EnckeError) => void;
    lose: (error: EnckeError | undefined, asleep?: boolean) => void;
    closed: (path: Path, error?: EnckeError, orderly?: boolean) => void;
    rest: () => void;
    back: () => void;
    tick: () => void;
};
