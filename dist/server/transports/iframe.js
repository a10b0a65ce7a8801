import { randomBytes } from 'node:crypto';
import { asScript } from './callback-polling.js';
import { keptByBrowsers } from './streaming.js';

/** Firefox and WebKit run no script of a document before they have about this many bytes of it (measured). */
const preludeLength = 1024;
/**
 * An HTML document of script blocks, each of which hands one batch to the page, as text, and takes itself away. Only
 * these scripts run in it, and only the page that asked may hold it and hears it.
 * @param origin - of that page
 */
function iframeFraming(origin) {
    const nonce = randomBytes(12).toString('base64');
    const script = (code) => `<script nonce="${nonce}">${code}</script>\n`;
    // In a document beside the page (Internet Explorer's `htmlfile`) the frame calls a function of the window around it.
    const begin = script(`var o=${asScript(JSON.stringify(origin))},f;try{"ActiveXObject"in window&&(document.domain=document.domain);` +
        'f=parent.enckeFrame}catch(x){}var e=function(t){f?f(t):parent.postMessage(t,o);var s=document.currentScript;' +
        `s&&s.parentNode.removeChild(s)};onerror=function(m){e("!"+m)}`);
    return {
        headers: {
            'Content-Type': 'text/html; charset=utf-8',
            'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; frame-ancestors ${origin}`,
            'Cross-Origin-Resource-Policy': 'cross-origin',
        },
        prelude: `<!doctype html><meta charset="utf-8"><title>.</title>${begin}`.padEnd(preludeLength),
        padding: (length) => ' '.repeat(length),
        kept: keptByBrowsers,
        end: script('e("")'),
        frame: (text) => script(`e(${asScript(JSON.stringify(text))})`),
    };
}

export { iframeFraming };
//# sourceMappingURL=iframe.js.map
