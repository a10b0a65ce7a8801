import type { Decision } from '../client-events.js';
import type { Link, Transport } from '../link.js';
import type { LinkTraits, Purpose } from '../session/states.js';
/** A link that was opened, as far as the choice of transports goes by it. */
export interface Attempt {
    readonly transport: Transport;
    /** `successor`: it has the session, or follows the one that has it. */
    purpose: Purpose;
    /** Why it was opened; none for what follows the live one. */
    reason?: string | undefined;
    /** The server has answered over it, and it is about to take the session. */
    proved?: boolean;
    /** What the user was told of it last. */
    told?: Decision['kind'];
    /** When it was opened, and when something came over it last. */
    readonly since: number;
    readonly heardAt: number;
    readonly link?: Pick<Link, 'received'>;
}
/** What is known of the network that a link is opened in. */
export type Wishes = Required<Pick<LinkTraits, 'pad' | 'silence' | 'age'>>;
