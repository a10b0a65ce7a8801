import { keptByBrowsers } from './streaming.js';

/** One JSON array of messages a line. JSON and `nosniff`: no browser holds back the first bytes (measured). */
const httpStreaming = {
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    prelude: '',
    padding: (length) => '\n'.repeat(length),
    frame: (text) => `${text}\n`,
};
/** To an XMLHttpRequest, whose text grows. */
const xhrStreaming = { ...httpStreaming, kept: keptByBrowsers };

export { httpStreaming, xhrStreaming };
//# sourceMappingURL=http-streaming.js.map
