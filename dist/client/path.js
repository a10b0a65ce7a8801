/**
 * When silence on a path counts as its death: an answer that is due has its own time; else the server says something at
 * least every `timeout` milliseconds, and half as much again is given it.
 */
function deadlineOf(path, timeout) {
    if (path.awaited)
        return path.due;
    return Math.min(path.over ? path.due : path.taken, path.heardAt + timeout * 1.5 + 1000);
}

export { deadlineOf };
//# sourceMappingURL=path.js.map
