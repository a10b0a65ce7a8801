/** Beyond these, what is written at once gets no smaller: a few messages then. */
const most = 8;
/**
 * How many links had nothing come through of what was written on them, after one more.
 * @param through - something came: four such make up for one that brought nothing
 */
const setbacksAfter = (setbacks, through) => through ? Math.max(setbacks - 0.25, 0) : Math.min(setbacks + 1, most);
/** Half as many with each setback: where links are cut before they bring that much, less may come through. */
const shareOf = (characters, setbacks) => Math.ceil(characters / 2 ** setbacks);

export { setbacksAfter, shareOf };
//# sourceMappingURL=setbacks.js.map
