import { frameCharacters } from './log/run.js';

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

export { inFrames };
//# sourceMappingURL=frames.js.map
