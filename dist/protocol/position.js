import { EnckeError } from './errors.js';

const digits = (value, width) => value.toString(36).padStart(width, '0');
/** The last so many characters of a position say which one it is within its millisecond. */
const sequenceWidth = 3;
/** Most positions in one millisecond; after that the next millisecond is taken. */
const sequences = 36 ** sequenceWidth;
/** @param epoch - milliseconds since 1970 at which this history of the log began */
function formatPosition(epoch, milliseconds, sequence) {
    return digits(epoch, 8) + digits(milliseconds, 8) + digits(sequence, sequenceWidth);
}
/** What all positions of one millisecond begin with. */
const stampOf = (position) => position.slice(0, -sequenceWidth);
const suffixes = [];
/** What a position ends with. Hot: made once. */
function suffix(sequence) {
    suffixes[sequence] ?? (suffixes[sequence] = digits(sequence, sequenceWidth));
    return suffixes[sequence];
}
/** Whether `value` has the form of a position. */
function isPosition(value) {
    return typeof value === 'string' && /^[0-9a-z]{19}$/.test(value);
}
/** @throws EnckeError `malformed` - what the server has sent is no position */
function positionOf(value) {
    if (isPosition(value))
        return value;
    throw new EnckeError('malformed', `no position: ${value}`);
}
/** The epoch of a position. Positions of different epochs must not be compared for order. */
function epochOf(position) {
    return position.slice(0, 8);
}
/** The greater of two positions. */
function later(a, b) {
    return a > b ? a : b;
}
/** When it was made: milliseconds since 1970. */
function millisecondsOf(position) {
    return Number.parseInt(position.slice(8, 16), 36);
}
/** Which one it is within its millisecond. */
function sequenceOf(position) {
    return Number.parseInt(position.slice(16), 36);
}

export { epochOf, formatPosition, isPosition, later, millisecondsOf, positionOf, sequenceOf, sequenceWidth, sequences, stampOf, suffix };
//# sourceMappingURL=position.js.map
