import type { Transport } from '../link.js';
export declare const beacon: Transport;
