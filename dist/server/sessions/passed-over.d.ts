import type { ServerLink } from '../link.js';
/** Links from which the session has gone to another one, or will. Their clients need them open to see that they flow. */
export declare function createPassedOver(now: () => number): {
    add(link: ServerLink): void;
    delete: (link: ServerLink) => boolean;
    /** Ends those that have had their time. */
    tick(): void;
    close(): void;
};
