/** What a timer can wait for, in milliseconds. */
const longestTimer = 2147483647;

export { longestTimer };
//# sourceMappingURL=longest-timer.js.map
