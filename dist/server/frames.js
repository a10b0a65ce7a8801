/** Characters after which a frame ends, and an answer that proves a poll: a slow network brings no sign of it before. */
const frameCharacters = 16384;
/**
 * Cuts entries into what is written at once.
 * @param size - characters after which a frame ends
 */
function inFrames(entries, size = frameCharacters) {
    const frames = [];
    let room = 0;
    for (const entry of entries) {
        if (room <= 0) {
            frames.push([]);
            room = size;
        }
        frames[frames.length - 1]?.push(entry);
        room -= entry.length;
    }
    return frames;
}

export { frameCharacters, inFrames };
//# sourceMappingURL=frames.js.map
