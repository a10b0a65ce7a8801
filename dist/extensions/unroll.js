import { eventsOf } from '../client/subscriptions/event.js';
import { runOf } from '../protocol/run.js';

/** The messages of a batch, each run as the events that it stands for. */
function unroll(batch) {
    return batch.flatMap((message) => runOf(message) ? eventsOf([message], true).map(({ position, ...event }) => ({ ...event, id: position })) : message);
}

export { unroll };
//# sourceMappingURL=unroll.js.map
