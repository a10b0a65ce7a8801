import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { afterLoad } from '../environment.js';
import { request, blockedBy, noRequests, guard } from './request.js';

/**
 * The forever-frame: a hidden frame whose document never ends; each script block in it hands over one batch. The form
 * post that opens it carries the join. What it says comes by postMessage, from this frame and this origin only.
 */
function iframe() {
    return {
        name: 'iframe',
        connectionType: 'iframe',
        polls: false,
        unusable(target) {
            if (!target.environment.document)
                return 'no document to put a frame in';
            return blockedBy(target, 'frame-src', 'child-src', 'form-action') ?? noRequests(target);
        },
        open(target, first, inlet) {
            const guarded = guard(inlet);
            let remove = () => { };
            const unload = afterLoad(target.environment, () => {
                remove = openFrame(target, encode(first), guarded);
            });
            return {
                close() {
                    guarded.mute();
                    unload();
                    remove();
                },
            };
        },
        post: (target, batch, inlet) => request(target, batch, inlet),
    };
}
function openFrame(target, first, guarded) {
    const { document, secret } = target.environment;
    const page = document.defaultView;
    const origin = new URL(target.url).origin;
    const frame = document.createElement('iframe');
    const form = document.createElement('form');
    let heard = false;
    const remove = () => {
        page.removeEventListener('message', listen);
        frame.onload = null;
        frame.remove();
    };
    const close = (error) => {
        remove();
        guarded.closed(error);
    };
    const listen = ({ source, origin: from, data }) => {
        if (source === page && data === frame.name)
            return ended();
        if (source !== frame.contentWindow || from !== origin || typeof data !== 'string')
            return;
        heard = true;
        guarded.alive();
        // The frame reports its own script errors behind an exclamation mark: a block that was damaged on its way.
        if (data.startsWith('!'))
            close(new EnckeError('malformed', `a script block did not run: ${data.slice(1)}`));
        else if (data)
            guarded.frame(data);
        if (!guarded.open)
            remove();
    };
    const ended = () => {
        const blocked = blockedBy(target, 'frame-src', 'child-src', 'form-action');
        if (heard)
            close();
        else
            close(new EnckeError(blocked ? 'blocked' : 'malformed', blocked ?? 'the frame loaded something else'));
    };
    frame.name = form.target = `encke_${secret()}`;
    frame.style.display = 'none';
    frame.setAttribute('aria-hidden', 'true');
    form.method = 'post';
    form.action = target.url;
    form.style.display = 'none';
    const field = document.createElement('input');
    field.name = 'message';
    field.value = first;
    form.append(field);
    page.addEventListener('message', listen);
    document.body.append(frame, form);
    form.submit();
    form.remove();
    frame.onload = () => {
        if (isBlank(frame))
            return;
        // What the frame has posted may still be under way: the end queues behind it.
        page.postMessage(frame.name, page.origin);
    };
    return remove;
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

export { iframe };
//# sourceMappingURL=iframe.js.map
