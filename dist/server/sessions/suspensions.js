/** Those that have been suspended: whoever was asked about meanwhile, and is meant, has to be asked about again. */
function createSuspensions() {
    let last = {};
    return {
        add(who) {
            last.next = { who };
            last = last.next;
        },
        /** From now on. Returns whether an identity has been meant since. */
        watch() {
            let seen = last;
            return (identity) => {
                while (seen.next) {
                    seen = seen.next;
                    if (seen.who?.(identity))
                        return true;
                }
                return false;
            };
        },
    };
}

export { createSuspensions };
//# sourceMappingURL=suspensions.js.map
