import { createClient, ErrorReply } from 'redis';
import { EnckeError } from '../../protocol/errors.js';

/** Milliseconds between two looks whether Redis answers. */
const watchEvery = 500;
/**
 * One connection, which is not mended: who lost it opens another.
 * @param patience - milliseconds without an answer after which it counts as lost
 */
async function openConnection(options = {}, patience, lost) {
    const client = createClient({
        ...options,
        RESP: 2,
        disableOfflineQueue: true,
        socket: { connectTimeout: patience, ...options.socket, reconnectStrategy: false },
    });
    let over = false;
    let pending = 0;
    let answeredAt = 0;
    const watch = setInterval(() => {
        if (pending && Date.now() - answeredAt > patience)
            end(new EnckeError('timeout', 'Redis does not answer'));
    }, watchEvery);
    watch.unref();
    function end(error) {
        if (over)
            return;
        close();
        lost(error);
    }
    function close() {
        over = true;
        clearInterval(watch);
        try {
            client.destroy();
        }
        catch {
            // Version 5 throws where the connection has ended already.
        }
    }
    /** What waits for an answer of Redis is watched. */
    async function watched(waiting) {
        if (pending++ === 0)
            answeredAt = Date.now();
        try {
            return await waiting;
        }
        finally {
            pending--;
            answeredAt = Date.now();
        }
    }
    client.on('error', end);
    client.on('end', () => end(new EnckeError('network', 'Redis ended the connection')));
    await watched(client.connect());
    return {
        async ask(args) {
            if (over)
                throw new EnckeError('network', 'there is no connection to Redis');
            try {
                return await watched(client.sendCommand(args.map(String)));
            }
            catch (error) {
                const { message } = error;
                if (error instanceof ErrorReply)
                    throw new EnckeError('busy', `Redis says no: ${message}`, error);
                throw new EnckeError('delivery-unknown', `Redis did not answer: ${message}`, error);
            }
        },
        close() {
            if (!over)
                close();
        },
    };
}

export { openConnection };
//# sourceMappingURL=redis-connection.js.map
