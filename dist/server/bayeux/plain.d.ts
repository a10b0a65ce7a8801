import type { Message } from '../../protocol/message.js';
import type { Exchange } from '../link.js';
import type { JoinsOptions } from './joins.js';
import type { Permissions } from './permissions.js';
export type PlainOptions = Omit<JoinsOptions, 'log' | 'refused'>;
/** Answers clients that speak Bayeux without joins: only the server knows how far their sessions are. */
export declare function createPlain({ sessions, limits, timeout }: PlainOptions, permissions: Permissions): {
    handshake: (message: Message, exchange: Exchange) => Promise<Message>;
    connect(message: Message, exchange: Exchange): Promise<Message | undefined>;
    /** What a GET for a stream stands for, in Faye's form. */
    stream(message: Message, exchange: Exchange): Promise<Message | undefined>;
    subscribe(message: Message, exchange: Exchange): Promise<Message>;
    unsubscribe(message: Message): Message;
};
