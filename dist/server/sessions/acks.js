import { Places } from './places.js';

/**
 * CometD's acknowledgements (`ext.ack`): what the answer to a connect brought counts as sent once a later connect names
 * its number. Until then the session can go back.
 */
class Acks {
    constructor() {
        this.batch = 0;
        this.acknowledged = new Places();
    }
    /** A connect says what has arrived: goes back to that, unless it is all that was sent. */
    heard(number, places) {
        if (number === this.batch)
            this.acknowledged.copy(places);
        else
            places.copy(this.acknowledged);
    }
    /** The session listens to a pattern from here on. */
    subscribe(pattern, from) {
        this.acknowledged.set(pattern, from);
    }
    unsubscribe(pattern) {
        this.acknowledged.delete(pattern);
    }
    /** The number of what goes out with this answer. */
    number(answer, sends) {
        if (sends)
            this.batch++;
        return { ...answer, ext: { ...answer.ext, ack: this.batch } };
    }
}

export { Acks };
//# sourceMappingURL=acks.js.map
