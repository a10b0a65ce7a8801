import type { Life } from '../environment.js';
import type { Target, Transport } from '../link.js';
import type { Session } from '../session/session.js';
export interface LifeOptions {
    target: Target;
    /** For what is said when the page sleeps or goes. */
    beacon: Pick<Transport, 'post'>;
    /**
     * The page is hidden, sleeps, goes or is back; the session stays for the page that comes next. Without this it says goodbye.
     * @param key - of the session; none when it lives only as long as its links
     */
    onLife?: ((type: Life, key: string | undefined) => void) | undefined;
}
/**
 * What a page says when it sleeps or goes, and when it counts as being back.
 * @param key - of the session
 * @param follow - does what follows for the links
 */
export declare function createLife({ target, beacon, onLife }: LifeOptions, session: Session, key: string, follow: (type: Exclude<Life, 'hide' | 'leave'>) => void): {
    is: (...lives: (Life | "waking")[]) => boolean;
    say: (type?: Life | "waking") => void;
    /** There is a session to take leave of. */
    online(): void;
};
