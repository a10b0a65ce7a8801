/** What a timer can wait for, in milliseconds; one that is to wait for longer fires at once. */
const longestTimer = 2147483647;
/** The same text, cut from nothing: a piece of a longer one keeps all of that in memory. */
const copied = (text) => JSON.parse(JSON.stringify(text));

export { copied, longestTimer };
//# sourceMappingURL=runtime.js.map
