import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { afterLoad, on } from '../environment.js';
import { createFrameHolder } from './holder.js';
import { createPipe } from './pipe.js';
import { request, lacking, noRequests, blockedBy } from './request.js';

/** Milliseconds for what a frame has posted to arrive, when it has loaded to the end. */
const grace = 300;
/** Milliseconds for which a frame stays that was cut. */
const stay = 1000;
/**
 * The forever-frame: a hidden frame whose document never ends; each script block in it hands over one batch. The form
 * post that opens it carries the join. What it says comes by postMessage, from this frame and this origin only.
 */
const iframe = () => iframeIn(createFrameHolder);
/**
 * @param createHolder - makes the document that the frame is put in
 * @internal
 */
function iframeIn(createHolder) {
    return {
        name: 'iframe',
        kind: 'stream',
        unusable: (target) => lacking(target, 'document') ?? blocked(target) ?? noRequests(target),
        open(target, first, inlet) {
            let remove = () => { };
            const pipe = createPipe(inlet, () => remove());
            // Not in the turn in which the last one was lost: the page may be about to throw more away.
            afterLoad(target.environment, () => {
                if (!pipe.open)
                    return;
                try {
                    const holder = createHolder(target);
                    remove = holder.remove;
                    remove = load(holder, target, encode(first), pipe);
                }
                catch (error) {
                    pipe.closed(error);
                }
            });
            return pipe;
        },
        post: request,
    };
}
const blocked = (target) => blockedBy(target, 'frame-src', 'child-src', 'form-action');
/** Returns the undo. */
function load(holder, target, first, pipe) {
    const { document, setTimeout } = target.environment;
    const { frame, root } = holder;
    const form = holder.document.createElement('form');
    const field = holder.document.createElement('input');
    let heard = false;
    let loaded = false;
    let { remove } = holder;
    const hear = (text) => {
        if (!heard)
            holder.settle(cut);
        heard = true;
        pipe.alive();
        // The frame reports its own script errors behind an exclamation mark: a block that was damaged on its way.
        if (text.startsWith('!'))
            pipe.closed(new EnckeError('malformed', `a script block did not run: ${text.slice(1)}`));
        else if (text)
            pipe.frame(text);
        else
            pipe.closed();
    };
    /** Without its last word. */
    const ended = () => {
        if (heard)
            pipe.closed(new EnckeError('network', 'the frame was cut'));
        else
            pipe.closed(new EnckeError('malformed', 'the frame loaded something else'));
    };
    const cut = () => {
        if (loaded)
            return;
        // What holds nothing any more goes later: to be removed takes the time of a message, and the next link waits for none.
        remove = () => setTimeout(holder.remove, stay);
        ended();
    };
    // In Firefox the frame itself says nothing of it.
    const refused = () => {
        const policy = blocked(target);
        if (policy)
            pipe.closed(new EnckeError('blocked', policy));
    };
    holder.hear(hear, new URL(target.url).origin);
    form.target = frame.name;
    form.method = 'post';
    form.action = target.url;
    field.name = 'message';
    field.value = first;
    form.appendChild(field);
    root.appendChild(form).submit();
    frame.onload = () => {
        if (isBlank(frame))
            return;
        loaded = true;
        // What a frame of another process has posted may be under way longer than this event, its own last word included.
        setTimeout(ended, grace);
    };
    const deaf = on(document.defaultView, 'securitypolicyviolation', refused);
    return () => {
        deaf();
        remove();
    };
}
/** Whether the frame still shows the empty document that it begins with. */
function isBlank(frame) {
    try {
        return frame.contentWindow?.location.href === 'about:blank';
    }
    catch {
        return false;
    }
}

export { iframe, iframeIn };
//# sourceMappingURL=iframe.js.map
