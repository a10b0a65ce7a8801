import { randomBytes } from 'node:crypto';
import { asScript } from './callback-polling.js';
import { keptByBrowsers } from './streaming.js';

/** Firefox and WebKit run no script of a document before they have about this many bytes of it (measured). */
const preludeLength = 1024;
/**
 * An HTML document that hands over batches as it comes: each is the text of a paragraph, and a script block behind it
 * gives that to the page and takes both away. Text, for a literal in a script is kept by the engine with the code. Only
 * these scripts run in it, and only the page that asked may hold it and hears it.
 * @param origin - of that page
 */
function iframeFraming(origin) {
    const nonce = randomBytes(12).toString('base64');
    const script = (code) => `<script nonce="${nonce}">${code}</script>\n`;
    const block = (text) => `<p>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</p>${script('e()')}`;
    // In a document beside the page (Internet Explorer's `htmlfile`) the frame calls a function of the window around it.
    const begin = script(`var o=${asScript(JSON.stringify(origin))},f;try{"ActiveXObject"in window&&(document.domain=document.domain);` +
        'f=parent.enckeFrame}catch(x){}function g(t){f?f(t):parent.postMessage(t,o)}' +
        'function e(){var a=document.scripts,s=a[a.length-1],p=s.previousSibling,t=p.textContent,b=s.parentNode;' +
        'b.removeChild(p);b.removeChild(s);g(t)}onerror=function(m){g("!"+m)}');
    return {
        headers: {
            'Content-Type': 'text/html; charset=utf-8',
            'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; frame-ancestors ${origin}`,
            'Cross-Origin-Resource-Policy': 'cross-origin',
        },
        prelude: `<!doctype html><meta charset="utf-8"><title>.</title>${begin}`.padEnd(preludeLength),
        padding: (length) => ' '.repeat(length),
        kept: keptByBrowsers,
        end: () => block(''),
        frame: block,
    };
}

export { iframeFraming };
//# sourceMappingURL=iframe.js.map
