import { decode } from '../../protocol/batch.js';
import { asEnckeError } from '../../protocol/errors.js';

/**
 * Stands between what carries a link and its inlet, which hears nothing after the end.
 * @param release - lets go of what carries the link, at its end, whoever ends it
 */
function createPipe(inlet, release) {
    let open = true;
    let received = 0;
    function close() {
        open = false;
        release();
    }
    function closed(error) {
        if (!open)
            return;
        close();
        inlet.closed(error);
    }
    return {
        get open() {
            return open;
        },
        get received() {
            return received;
        },
        close,
        closed,
        alive: () => open && inlet.alive(),
        frame(text) {
            if (!open)
                return;
            received += text.length;
            let batch;
            try {
                batch = decode(text);
            }
            catch (error) {
                return closed(asEnckeError(error, 'malformed'));
            }
            inlet.messages(batch);
        },
    };
}

export { createPipe };
//# sourceMappingURL=pipe.js.map
