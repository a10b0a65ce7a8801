import { EnckeError } from '../../protocol/errors.js';

/** Most characters of one frame. */
const longestFrame = 16 * 1024 * 1024;
/**
 * Cuts a growing text into lines, wherever its pieces end. An empty line is a sign of life.
 * @param frame - hears every line that is not empty
 * @throws EnckeError `too-large` at {@link longestFrame} characters without a line end
 */
function createFrameReader(frame, alive, limit = longestFrame) {
    let text = '';
    /** Where the line begins that has no end yet. */
    let begin = 0;
    function take(end) {
        const line = text.slice(begin, end);
        begin = end + 1;
        if (line)
            frame(line);
    }
    return {
        /** The text so far. What was read before is not looked at again. */
        read(longer) {
            const seen = text.length;
            text = longer;
            if (text.length === seen)
                return;
            alive();
            for (let end = text.indexOf('\n', seen); end >= 0; end = text.indexOf('\n', begin))
                take(end);
            if (text.length - begin > limit)
                throw new EnckeError('too-large', `a frame longer than ${limit} characters`);
        },
        /** The text is complete: its last line may lack the line end. */
        end: () => take(text.length),
    };
}

export { createFrameReader, longestFrame };
//# sourceMappingURL=frames.js.map
