import type { Environment } from '../environment.js';
import type { Transport } from '../link.js';
/** How each transport stands in this place: when it is worth another try, and with how much padding. */
export declare function createStandings({ now, random }: Environment): {
    /** It has let us down, and its time to try again has not come. Where one stream is held back, all are suspect. */
    troubled(transport: Transport): boolean;
    retryAt: (transport: Transport) => number;
    pad: (transport: Transport) => number;
    /**
     * @param silent - it was open and brought nothing: more padding may help a stream
     * @param live - its link was live, and broke
     */
    failed(transport: Transport, silent: boolean, live?: boolean): void;
    /** It works: the next failure begins anew, with the padding that it needs. */
    proved(transport: Transport): void;
    /** What failed may have failed with the whole network: each may be tried at once. The padding is kept. */
    forgive(): void;
};
