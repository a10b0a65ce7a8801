export { createNetwork } from './network.js';
//# sourceMappingURL=index.js.map
