export { createRedisLog } from './log/redis.js';
//# sourceMappingURL=redis.js.map
