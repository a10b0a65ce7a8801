/** One JSON array of messages a part (RFC 2046, section 5.1.3). Each part ends with the boundary, so none waits for the next. */
const multipart = {
    headers: { 'Content-Type': 'multipart/mixed; boundary=encke' },
    prelude: '--encke\r\n',
    padding: (length) => `Content-Description: ${' '.repeat(length)}\r\n`,
    end: () => '\r\n--encke--\r\n',
    frame: (text) => `Content-Type: application/json\r\n\r\n${text}\r\n--encke\r\n`,
};

export { multipart };
//# sourceMappingURL=multipart.js.map
