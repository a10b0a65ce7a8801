/** The message, with more in its `ext`. */
const withExt = (message, more) => ({
    ...message,
    ext: { ...message.ext, ...more },
});

export { withExt };
//# sourceMappingURL=with-ext.js.map
