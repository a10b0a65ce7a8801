/** Most characters of one frame. */
export declare const longestFrame: number;
/**
 * Cuts a text that comes in pieces into lines, wherever the pieces end. An empty line is a sign of life.
 * @param frame - hears every line that is not empty
 * @throws EnckeError `too-large` at {@link longestFrame} characters without a line end
 */
export declare function createFrameReader(frame: (line: string) => void, alive: () => void, limit?: number): {
    read(piece: string): void;
    /** The text is complete: its last line may lack the line end. */
    end: () => void;
};
