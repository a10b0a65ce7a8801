import { fetchStreaming } from './fetch-streaming.js';
import { keptByBrowsers } from './streaming.js';

/** As {@link fetchStreaming}, to an XMLHttpRequest, whose text grows. */
const xhrStreaming = { ...fetchStreaming, kept: keptByBrowsers };

export { xhrStreaming };
//# sourceMappingURL=xhr-streaming.js.map
