import { EnckeError } from '../../protocol/errors.js';
import { on } from '../environment.js';

/**
 * In Chromium a frame whose connection is cut gives no event, ever. The document around it is loaded then: it waits for its
 * frames. So there is a document that does nothing else.
 */
const createFrameHolder = ({ environment }) => {
    const page = environment.document;
    const around = page.createElement('iframe');
    around.style.display = 'none';
    page.body.appendChild(around);
    const { contentDocument: document, contentWindow: view } = around;
    if (!document || !view) {
        around.remove();
        throw new EnckeError('blocked', 'a sandbox keeps the page out of its own frames');
    }
    document.open();
    const root = document.documentElement ?? document.appendChild(document.createElement('html'));
    // The policy is the page's, and who listens for what it forbids listens there.
    on(view, 'securitypolicyviolation', (violation) => {
        page.dispatchEvent(new SecurityPolicyViolationEvent(violation.type, violation));
    });
    const frame = addFrame(document, root, environment);
    // A login page that comes in its place may break out of frames, and would take the place of the page.
    frame.setAttribute('sandbox', 'allow-same-origin allow-scripts');
    return {
        ...{ document, root, frame },
        hear: (heard, origin) => listenIn(view, heard, origin, frame),
        settle(ended) {
            around.onload = ended;
            document.close();
        },
        remove: () => around.remove(),
    };
};
/** A frame of our own origin calls, so that nothing it says waits for its turn; another one posts, as anybody may. */
function listenIn(view, heard, origin, frame) {
    view.enckeFrame = heard;
    return on(view, 'message', ({ data, origin: from, source }) => {
        if (source === frame.contentWindow && from === origin && typeof data === 'string')
            heard(data);
    });
}
function addFrame(document, root, { secret }) {
    const frame = document.createElement('iframe');
    frame.name = `encke_${secret()}`;
    return root.appendChild(frame);
}

export { addFrame, createFrameHolder, listenIn };
//# sourceMappingURL=holder.js.map
