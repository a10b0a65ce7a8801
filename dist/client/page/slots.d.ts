import type { Target } from '../link.js';
/**
 * Shares the connections of a host among all tabs, by Web Locks: whoever holds a request there has one of the slots, or
 * holds none until another tab lets go. Without that a seventh tab would reach the server no more, and not even load. The
 * first slot is for the tab that the user looks at, who takes it from another.
 * @param hosts - how many names of the server links are opened at
 * @param told - the milliseconds between two requests that are answered at once, or 0 when one may be held; and whether what
 * is held has to end
 */
export declare function createSlots(target: Target, hosts: number, told: (pause: number, over: boolean) => void): {
    leave: () => void;
    /** The user may look at this tab. */
    seen: () => boolean;
    /** A connection may be held from now on. Over HTTP/2 and 3 one carries all. */
    take(): void;
};
