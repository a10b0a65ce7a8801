import { encode } from '../../protocol/batch.js';

/** Milliseconds that a page which is brought back leaves to the one that was there. */
const moment = 100;
/** For what nobody waits for. */
const unheard = { messages() { }, alive() { }, closed() { } };
/**
 * What a page says when it sleeps or goes, and when it counts as being back.
 * @param key - of the session
 * @param follow - does what follows for the links
 */
function createLife({ target, beacon, onLife }, session, key, follow) {
    const { environment, url } = target;
    /** Waking: it is about to be there again, and does not know yet what another page has left. */
    let life = 'return';
    let timer;
    /** Ready to be sent: Firefox stops the scripts of a tab that is closed, at whatever would take a moment. */
    let farewell = '';
    /** What the page does now. */
    const is = (...lives) => lives.includes(life);
    /** To the page that comes next. */
    const hand = (type) => onLife?.(type, session.plain ? undefined : key);
    /**
     * By what outlives the page, and to the page that comes next: what is sent so may be lost.
     * @param type - what happens; without it, more was published by a page that sleeps or goes
     */
    function say(type = life) {
        if (type !== 'return' && life !== 'waking') {
            const words = session.lastWords();
            if (words.length)
                beacon.post(target, words, unheard);
        }
        hand(type);
    }
    function turn(type) {
        // First of all, see `farewell`.
        if (type === 'leave' && farewell && !onLife)
            environment.beacon(url, farewell);
        say(type);
        life = type;
        environment.clearTimeout(timer);
        if (type !== 'leave')
            follow(type);
    }
    environment.onLife((type) => {
        if (type === 'offline')
            return follow(type);
        // It may be discarded, or its browser ended, and nothing more tells of that. One that goes is hidden, too, by then.
        if (type === 'hide')
            return is('return') ? hand(type) : undefined;
        if (type !== 'return' || !onLife || !is('rest', 'waking'))
            return turn(type);
        // Chromium brings a page back before it lets the other one go, which has something to leave then.
        life = 'waking';
        environment.clearTimeout(timer);
        timer = environment.setTimeout(() => session.state === 'closed' || turn(type), moment);
    });
    return {
        is,
        say,
        /** There is a session to take leave of. */
        online() {
            farewell = encode(session.farewell());
        },
    };
}

export { createLife };
//# sourceMappingURL=life.js.map
