import type { Pipe } from './pipe.js';
/** Most characters of one frame. */
export declare const longestFrame: number;
/** Takes a text piece by piece. */
export type Reader = (piece: string) => void;
/**
 * Cuts a text that comes in pieces into lines, wherever the pieces end. A line is a frame, an empty one a sign of life. One
 * of more than {@link longestFrame} characters ends the link: `too-large`.
 */
export declare function createLineReader({ frame, alive, closed }: Pick<Pipe, 'frame' | 'alive' | 'closed'>, limit?: number): Reader;
