/** One at a time: all who ask while one is under way, which may have seen what was before, are answered by the next. */
function oneAtATime(ask) {
    let last = Promise.resolve();
    let next;
    return () => {
        next ?? (next = last.then(() => {
            next = undefined;
            return ask();
        }));
        last = next.catch(() => { });
        return next;
    };
}

export { oneAtATime };
//# sourceMappingURL=one-at-a-time.js.map
