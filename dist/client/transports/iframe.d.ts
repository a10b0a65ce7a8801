import type { Transport } from '../link.js';
/**
 * The forever-frame: a hidden frame whose document never ends; each script block in it hands over one batch. The form
 * post that opens it carries the join. What it says comes by postMessage, from this frame and this origin only.
 */
export declare const iframe: () => Transport;
