import { sequenceWidth } from './position.js';

/**
 * What the positions of a run end with, when the message is one. What only looks like one is an event like any other: a
 * plain server may hand on what somebody has published.
 */
function runOf({ data, ext }) {
    const run = ext?.encke?.run;
    return typeof run === 'string' && Array.isArray(data) && run.length === data.length * sequenceWidth ? run : undefined;
}

export { runOf };
//# sourceMappingURL=run.js.map
