import { type RedisClientOptions } from 'redis';
/** What Redis answers, in its second protocol. */
export type Reply = string | number | null | Reply[];
export type Connection = Awaited<ReturnType<typeof openConnection>>;
/**
 * One connection, which is not mended: who lost it opens another.
 * @param patience - milliseconds without an answer after which it counts as lost
 */
export declare function openConnection(options: RedisClientOptions | undefined, patience: number, lost: (error: unknown) => void): Promise<{
    ask(args: (string | number)[]): Promise<Reply>;
    close: () => void;
}>;
