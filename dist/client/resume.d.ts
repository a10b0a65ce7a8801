import type { Position } from '../protocol/position.js';
import type { Environment } from './environment.js';
import type { Unanswered } from './outbox.js';
/** What one page leaves to the next one in its tab. */
export interface Legacy {
    /** How far each pattern is. */
    places: Record<string, Position>;
    publications: Unanswered[];
}
/** Hands things from one page on to the next one in its tab. Where nothing can be kept, nothing is. */
export declare function createResume(url: string, { tabStorage }: Environment): {
    /** What the page before has left; only once, so that a duplicated tab does not take it again. */
    take(): Partial<Legacy>;
    leave(legacy: Legacy): void;
    /** This page is back: what is left by another one that has gone on meanwhile; undefined when none has. */
    back(): Partial<Legacy> | undefined;
};
