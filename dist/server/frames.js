/**
 * Characters of what has passed after which a frame ends, and so an answer that proves a poll: where the network is slow,
 * nothing is heard of either before its end.
 */
const frameCharacters = 16384;
/** Cuts what has passed into what is written at once. */
function inFrames(entries) {
    const frames = [];
    let room = 0;
    for (const entry of entries) {
        if (room <= 0) {
            frames.push([]);
            room = frameCharacters;
        }
        frames[frames.length - 1]?.push(entry);
        room -= entry.length;
    }
    return frames;
}

export { frameCharacters, inFrames };
//# sourceMappingURL=frames.js.map
