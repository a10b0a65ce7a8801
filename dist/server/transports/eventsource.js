import { EnckeError } from '../../protocol/errors.js';
import { parseBody } from '../http/body.js';
import { copied } from '../runtime.js';

const headers = { 'Content-Type': 'text/event-stream; charset=utf-8' };
/** What a script element cannot ask for. */
const isEventStream = ({ method, headers }) => method === 'GET' && headers.accept === 'text/event-stream';
/** An empty event: the end in good order, of which the browser itself knows nothing. */
const end = 'data:\n\n';
/** One JSON array of messages an event (HTML Standard, section 9.2). Its id is how far the client is. */
const eventsource = {
    headers,
    prelude: '',
    padding: (length) => `:${' '.repeat(length)}\n\n`,
    frame(text, batch) {
        const position = positionOf(batch);
        return `${position ? `id:${position}\n` : ''}data:${text}\n\n`;
    },
    end: () => end,
};
/** For what is answered at once and for good. */
const eventsourceAnswer = { headers, wrap: (text) => `data:${text}\n\n${end}` };
function positionOf(batch) {
    const last = batch[batch.length - 1];
    if (!last)
        return undefined;
    return 'json' in last ? last.position : last.ext?.encke?.at;
}
/** Most characters of a name. */
const longestName = 64;
/** What was posted once costs as much each time that it is asked for. */
const mostStreams = 10;
/**
 * What is too long for the address of a stream is posted first, under a name. It is kept for some streams, since a browser
 * may ask for its own again, or until it has to give way to newer ones.
 * @param most - characters of all that is kept
 */
function createKept(most) {
    const kept = new Map();
    let characters = 0;
    const nameOf = (given) => copied(given.slice(0, longestName));
    /** With what an entry costs beside its text. */
    const sizeOf = (name, text) => name.length + text.length + 100;
    function forget(name) {
        const known = kept.get(name);
        if (!known)
            return;
        characters -= sizeOf(name, known.text);
        kept.delete(name);
    }
    return {
        /** @param body - of the request, which has been found to be one */
        keep(given, body) {
            const name = nameOf(given);
            forget(name);
            kept.set(name, { text: body, streams: mostStreams });
            characters += sizeOf(name, body);
            while (characters > most)
                forget(kept.keys().next().value);
        },
        /** @throws EnckeError `malformed` */
        take(given) {
            const name = nameOf(given);
            const known = kept.get(name);
            if (!known)
                throw new EnckeError('malformed', 'kept: nothing was posted under this name, or too long ago');
            if (--known.streams === 0)
                forget(name);
            return parseBody(known.text);
        },
    };
}

export { createKept, eventsource, eventsourceAnswer, isEventStream };
//# sourceMappingURL=eventsource.js.map
