import { type Framing } from './streaming.js';
/**
 * An HTML document of script blocks, each of which hands one batch to the page, as text, and takes itself away. Only
 * these scripts run in it, and only the page that asked may hold it and hears it.
 * @param origin - of that page
 */
export declare function iframeFraming(origin: string): Framing;
