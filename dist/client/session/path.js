import { never, answerTime } from '../times.js';

/** Milliseconds that an answer may take of which something comes. */
const longestAnswer = 60000;
/**
 * When silence on a path counts as its death: an answer that is due has its own time; else the server says something at
 * least every `timeout` milliseconds, and half as much again is given it.
 */
function deadlineOf(path, timeout) {
    if (path.awaited)
        return path.due;
    return Math.min(path.over ? path.due : path.taken, path.proof, path.heardAt + timeout * 1.5 + 1000);
}
/** Something came over it: so many batches, or only a sign of life. An answer that is due is under way, then. */
function heardOn(path, batches, now) {
    path.heardAt = now;
    path.proof = never;
    path.heard += batches;
    if (path.awaited)
        path.due = Math.max(path.due, Math.min(now + answerTime, path.sentAt + longestAnswer));
    path.taken = Math.max(path.taken, Math.min(now + answerTime, path.publishedAt + longestAnswer));
}

export { deadlineOf, heardOn };
//# sourceMappingURL=path.js.map
