import { type Environment } from '../environment.js';
import type { Target } from '../link.js';
/** A frame in a document of its own, both blank and out of sight. That document's window is the frame's `parent`. */
export interface Holder {
    readonly document: Pick<Document, 'createElement'>;
    /** Where elements go. */
    readonly root: Node;
    /** It has a name that nobody knows: a browser takes no other later. */
    readonly frame: HTMLIFrameElement;
    /** @param origin - of what will be loaded in the frame, and is heard */
    hear(heard: (text: string) => void, origin: string): void;
    /** What is loaded has begun. That it has ended, in whichever way, is told from now on. */
    settle(ended: () => void): void;
    remove(): void;
}
/** @throws EnckeError `blocked` */
export type CreateHolder = (target: Target) => Holder;
/**
 * In Chromium a frame whose connection is cut gives no event, ever. The document around it is loaded then: it waits for its
 * frames. So there is a document that does nothing else.
 */
export declare const createFrameHolder: CreateHolder;
/** A window around a frame, and what that may call there. */
export type FrameParent = Window & {
    enckeFrame?: ((text: string) => void) | undefined;
};
/** A frame of our own origin calls, so that nothing it says waits for its turn; another one posts, as anybody may. */
export declare function listenIn(view: FrameParent, heard: (text: string) => void, origin: string, frame: HTMLIFrameElement): () => void;
export declare function addFrame(document: Document, root: Node, { secret }: Environment): HTMLIFrameElement;
