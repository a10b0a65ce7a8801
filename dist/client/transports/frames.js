import { EnckeError } from '../../protocol/errors.js';

/** Most characters of one frame. */
const longestFrame = 16 * 1024 * 1024;
/**
 * Cuts a growing text into lines, wherever its pieces end. An empty line is a sign of life.
 * @param frame - hears every line that is not empty
 * @throws EnckeError `too-large` at {@link longestFrame} characters without a line end
 */
function createFrameReader(frame, alive, limit = longestFrame) {
    let pieces = [];
    let length = 0;
    let seen = 0;
    return {
        /** The text so far. What was read before is not looked at again. */
        read(text) {
            if (text.length === seen)
                return;
            alive();
            for (let end = text.indexOf('\n', seen); end >= 0; end = text.indexOf('\n', seen)) {
                const line = pieces.join('') + text.slice(seen, end);
                seen = end + 1;
                pieces = [];
                length = 0;
                if (line)
                    frame(line);
            }
            const rest = text.slice(seen);
            seen = text.length;
            length += rest.length;
            if (length > limit)
                throw new EnckeError('too-large', `a frame longer than ${limit} characters`);
            if (rest)
                pieces.push(rest);
        },
        /** The text is complete: its last line may lack the line end. */
        end() {
            const line = pieces.join('');
            pieces = [];
            if (line)
                frame(line);
        },
    };
}

export { createFrameReader, longestFrame };
//# sourceMappingURL=frames.js.map
