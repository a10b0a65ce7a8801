import { EnckeError } from '../../protocol/errors.js';

/** Most characters of one frame. */
const longestFrame = 16 * 1024 * 1024;
/**
 * Cuts a text that comes in pieces into lines, wherever the pieces end. An empty line is a sign of life.
 * @param frame - hears every line that is not empty
 * @throws EnckeError `too-large` at {@link longestFrame} characters without a line end
 */
function createFrameReader(frame, alive, limit = longestFrame) {
    /** The line that has no end yet. */
    let rest = '';
    function take(line) {
        rest = '';
        if (line)
            frame(line);
    }
    return {
        read(piece) {
            if (!piece)
                return;
            alive();
            const lines = piece.split('\n');
            const last = lines.pop();
            for (const line of lines)
                take(rest + line);
            rest += last;
            if (rest.length > limit)
                throw new EnckeError('too-large', `a frame longer than ${limit} characters`);
        },
        /** The text is complete: its last line may lack the line end. */
        end: () => take(rest),
    };
}

export { createFrameReader, longestFrame };
//# sourceMappingURL=frames.js.map
