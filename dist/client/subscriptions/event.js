import { sequenceWidth } from '../../protocol/position.js';
import { runOf } from '../../protocol/run.js';

/**
 * What messages bring: of a run, each of its events. Hot, once for each event.
 * @param placed - they have positions
 */
function eventsOf(messages, placed) {
    const events = [];
    for (const message of messages) {
        const { channel, data, id = '' } = message;
        const run = placed && runOf(message);
        let begin = 0;
        for (const one of run ? data : [data]) {
            const position = run ? id + run.slice(begin, (begin += sequenceWidth)) : placed ? id : '';
            events.push({ channel, data: one, position });
        }
    }
    return events;
}

export { eventsOf };
//# sourceMappingURL=event.js.map
