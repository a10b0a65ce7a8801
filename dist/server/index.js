export { EnckeError, isEnckeError } from '../protocol/errors.js';
export { createMemoryLog } from './log/memory.js';
export { Run } from './log/run.js';
export { createServer } from './server.js';
//# sourceMappingURL=index.js.map
