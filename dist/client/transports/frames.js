import { EnckeError } from '../../protocol/errors.js';

/** Most characters of one frame. */
const longestFrame = 16 * 1024 * 1024;
/**
 * Cuts a text that comes in pieces into lines, wherever the pieces end. A line is a frame, an empty one a sign of life. One
 * of more than {@link longestFrame} characters ends the link: `too-large`.
 */
function createLineReader({ frame, alive, closed }, limit = longestFrame) {
    /** The line that has no end yet. */
    let rest = '';
    return (piece) => {
        if (piece)
            alive();
        const lines = piece.split('\n');
        lines[0] = rest + lines[0];
        rest = lines.pop();
        for (const line of lines)
            if (line)
                frame(line);
        if (rest.length > limit)
            closed(new EnckeError('too-large', `a frame longer than ${limit} characters`));
    };
}

export { createLineReader, longestFrame };
//# sourceMappingURL=frames.js.map
