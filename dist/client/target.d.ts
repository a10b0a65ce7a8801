import type { Environment } from './environment.js';
import type { Target } from './link.js';
/**
 * @param options - what the user says of the requests
 * @throws EnckeError `bad-option`
 */
export declare function targetOf(url: string, options: {
    [Name in 'credentials' | 'nonce' | 'scriptURL']?: Target[Name] | undefined;
}, environment: Environment): Target;
