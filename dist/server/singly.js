let last = [];
let made = [];
/**
 * Each publication by itself, for who does not read runs. Hot: what is published in one turn goes to many, and is taken
 * apart once.
 */
function singly(runs) {
    if (runs.every(({ count }) => count === 1))
        return runs;
    if (runs.length !== last.length || runs.some((run, index) => run !== last[index])) {
        last = runs;
        made = runs.flatMap(({ singles }) => singles);
    }
    return made;
}

export { singly };
//# sourceMappingURL=singly.js.map
