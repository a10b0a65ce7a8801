import { encode as encode$1 } from '../../protocol/batch.js';
import { frameCharacters } from '../log/run.js';

/**
 * Cuts runs into what is written at once.
 * @param size - characters after which a frame ends
 */
function inFrames(runs, size = frameCharacters) {
    const frames = [];
    let room = 0;
    for (const run of runs) {
        for (let rest = run; rest;) {
            if (room <= 0) {
                frames.push([]);
                room = size;
            }
            const part = rest.start(room);
            frames[frames.length - 1]?.push(part);
            room -= part.length;
            rest = part === rest ? undefined : rest.after(part.position);
        }
    }
    return frames;
}
const same = (a, b) => a === b || (a.length === b.length && a.every((message, index) => message === b[index]));
let runsOfLast = [];
let singlesOfLast = [];
/**
 * Each publication by itself, for who does not read runs. Hot: what is published in one turn goes to many, and is taken
 * apart once.
 */
function singly(runs) {
    if (runs.every(({ count }) => count === 1))
        return runs;
    if (!same(runs, runsOfLast)) {
        runsOfLast = runs;
        singlesOfLast = runs.flatMap(({ singles }) => singles);
    }
    return singlesOfLast;
}
/** The last two: to our clients the same goes in runs, to plain ones as it is. */
let known = [];
/** A batch as text. Hot: what is published in one turn goes to many, and its text is made once; so its runs are sealed. */
function encode(batch) {
    for (const one of known)
        if (same(one.batch, batch))
            return one.text;
    const text = encode$1(batch);
    if (batch.every((message) => 'json' in message))
        known = [{ batch, text }, ...known.slice(0, 1)];
    return text;
}

export { encode, inFrames, singly };
//# sourceMappingURL=frames.js.map
