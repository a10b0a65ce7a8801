export { ack } from './ack.js';
export { createExtensions } from './extensions.js';
export { replay } from './replay.js';
export { timesync } from './timesync.js';
//# sourceMappingURL=index.js.map
