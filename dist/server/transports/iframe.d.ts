import { type Framing } from './streaming.js';
/**
 * An HTML document that hands over batches as it comes: each is the text of a paragraph, and a script block behind it
 * gives that to the page and takes both away. Text, for a literal in a script is kept by the engine with the code. Only
 * these scripts run in it, and only the page that asked may hold it and hears it.
 * @param origin - of that page
 */
export declare function iframeFraming(origin: string): Framing;
