import type { EngineOptions } from './engine.js';
import type { Life } from './environment.js';
import type { Session } from './session.js';
/**
 * What a page says when it sleeps or goes, and when it counts as being back.
 * @param key - of the session
 * @param follow - does what follows for the links
 */
export declare function createLife({ target, beacon, onLife }: Pick<EngineOptions, 'target' | 'beacon' | 'onLife'>, session: Session, key: string, follow: (type: 'rest' | 'return') => void): {
    is: (...lives: (Life | "waking")[]) => boolean;
    sayLast: () => void;
    /** There is a session to take leave of. */
    online(): void;
};
