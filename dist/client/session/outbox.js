import { replyError, EnckeError } from '../../protocol/errors.js';
import { publish } from '../../protocol/message.js';
import { nextSeries } from '../../protocol/numbers.js';
import { answerTime } from '../times.js';

/** Most publications, and characters of data, that are under way unanswered. */
const window = { messages: 200, characters: 65536 };
/** Characters a millisecond that pass through the slowest network that counts. */
const slowest = 4;
/**
 * Publications in the order in which they were made. Numbers rise by one, so the server can tell a repetition and a gap.
 * What is unanswered is kept and sent again after a break, with the number it has.
 */
function createOutbox(limits) {
    /** What has no answer, in order: first what is under way, then what waits. */
    const entries = [];
    let characters = 0;
    let underWay = 0;
    let underWayCharacters = 0;
    let nextNumber = 1;
    let answered = 0;
    /** Characters that may go out at once: half of what an answer has called too large, until a lone one shows. */
    let room = window.characters;
    /** Breaks in a row that left all of it unanswered: half as much goes out at once with each. */
    let setbacks = 0;
    /** The last one that was left to another page. */
    let left;
    function fits({ data, owner }) {
        if (!underWay)
            return true;
        if (entries[0]?.owner !== owner)
            return false;
        return underWay < window.messages && underWayCharacters + data.length <= room / 2 ** setbacks;
    }
    const unknown = (channel) => new EnckeError('delivery-unknown', `publish to ${channel}: it may have arrived, or not`);
    /** Nothing is under way any more: all that is unanswered goes out again. */
    function rewind() {
        underWay = underWayCharacters = 0;
    }
    function remove(index, count = 1) {
        // Hot, and nearly always the first: all others would be moved up by one.
        const removed = index || count !== 1 ? entries.splice(index, count) : [entries.shift()];
        for (const { data } of removed) {
            characters -= data.length;
            if (index >= underWay)
                continue;
            underWay--;
            underWayCharacters -= data.length;
        }
        return removed;
    }
    function drop(count, error) {
        for (const { channel, settled } of remove(0, count))
            settled(error(channel));
    }
    /**
     * Gives up what may have been sent: nobody can know whether it arrived. What was never sent stays.
     * @param last - of these; without it, all
     */
    function abandon(last) {
        const sent = last ? entries.indexOf(last) + 1 : entries.filter(({ number }) => number).length;
        drop(sent, unknown);
    }
    return {
        abandon,
        rewind,
        /** Whether some have gone out that are unanswered, under way or not. */
        get sent() {
            return !!entries[0]?.number;
        },
        /** How many are under way. */
        get underWay() {
            return underWay;
        },
        /** Milliseconds after which an answer counts as missing: it may have to wait until all that is under way has passed. */
        get answerTime() {
            return answerTime + Math.floor(underWayCharacters / slowest);
        },
        /** What goes out is never answered, though links are. */
        get stuck() {
            return setbacks > 1;
        },
        /** The highest number that the server has answered. */
        get answered() {
            return answered;
        },
        /** @throws EnckeError `queue-full` */
        add(publication) {
            const { length } = entries;
            if (length >= limits.messages || characters + publication.data.length > limits.characters) {
                throw new EnckeError('queue-full', `${length} publications wait; await publish() to pace them`);
            }
            characters += publication.data.length;
            entries.push(publication);
        },
        /** Takes over what another page got no answer to, before what waits here. Without an owner a number counts no more. */
        inherit(publications) {
            let at = entries.findIndex(({ number }) => !number);
            if (at < 0)
                at = entries.length;
            for (const publication of publications) {
                const { number, owner, data, channel } = publication;
                if (number && !owner) {
                    publication.settled(unknown(channel));
                    continue;
                }
                // An answer that comes twice must not be taken for that to one of ours.
                if (number)
                    nextNumber = Math.max(nextNumber, nextSeries(number));
                characters += data.length;
                entries.splice(at++, 0, publication);
            }
        },
        /** Another page has gone on with what was left: it may have sent what is missing now, or never send it. */
        cede() {
            abandon(left);
            nextNumber = nextSeries(nextNumber - 1);
        },
        /** Takes back what has never been sent. False when it may have been. */
        withdraw(publication) {
            const index = entries.indexOf(publication);
            return index >= 0 && !publication.number && remove(index).length > 0;
        },
        /** What may go out now, numbered, as far as the window allows. */
        take(clientId) {
            const batch = [];
            for (let next = entries[underWay]; next && fits(next); next = entries[++underWay]) {
                const { channel, data, owner = clientId, bare } = next;
                next.number || (next.number = nextNumber++);
                underWayCharacters += data.length;
                batch.push(publish(String(next.number), owner, channel, bare ? '' : data));
            }
            return batch;
        },
        /**
         * The server's word on one of them. False when it is not final: what is unanswered has to be sent again.
         * @param final - to a plain server nothing is sent again
         */
        reply(message, final = false) {
            const index = entries.findIndex(({ number }) => String(number) === message.id);
            const publication = entries[index];
            if (!publication || index >= underWay)
                return true;
            const { owner, number = 0, bare } = publication;
            const error = message.successful ? undefined : replyError(message.error, `publish to ${message.channel}`);
            if (error?.code === 'busy' && !final)
                return false;
            const forgotten = !final && error && ['gap', 'unknown-session'].includes(error.code);
            // What is missing may be what stands before it here.
            if (forgotten && (!owner || index))
                return false;
            if (!owner)
                answered = Math.max(answered, number);
            remove(index);
            setbacks = 0;
            publication.settled(forgotten ? unknown(publication.channel) : (error?.code === 'malformed' && bare) || error);
            return true;
        },
        /**
         * After a join: all that is unanswered goes out again.
         * @param forgotten - the server's memory of us is gone, and with it what became of that
         * @param published - the last number that the server knows
         */
        reconcile(forgotten, published) {
            if (underWay)
                setbacks++;
            rewind();
            // What turned its data down may be gone.
            if (entries[0])
                entries[0].bare = undefined;
            if (!forgotten)
                return;
            abandon();
            nextNumber = nextSeries(nextNumber - 1);
            answered = published;
        },
        /**
         * What no answer has come to, for another page to go on with: until then, see `cede`.
         * @param clientId - under which it was numbered; none when that counts only while this page is here
         */
        unanswered(clientId) {
            left = entries[entries.length - 1];
            return entries.map(({ bare, ...one }) => (one.number ? { owner: clientId, ...one } : one));
        },
        /**
         * The last request was turned down, as too large or again and again by something that shows a page of its own. Of what
         * was too large half goes out again; a lone publication without its data: it may have arrived by another way, and has a
         * number that no other one may have. False when nothing is left to be tried.
         */
        turnedDown(error) {
            const [first] = entries;
            const tooLarge = error.code === 'too-large';
            if (tooLarge && underWay > 1)
                room = underWayCharacters / 2;
            else if (first && underWay === 1 && !first.bare && (tooLarge || setbacks > 1))
                first.bare = tooLarge
                    ? error
                    : new EnckeError('refused', `publish to ${first.channel}: ${error.message}`, error);
            else
                return false;
            rewind();
            return true;
        },
        /**
         * Ends everything that waits.
         * @param cause - of the end, if it is none that was asked for
         */
        close(cause) {
            abandon();
            drop(entries.length, (channel) => {
                const why = cause ? `: ${cause.message}` : '';
                return new EnckeError('closed', `publish to ${channel}: it was never sent${why}`, cause);
            });
        },
    };
}

export { createOutbox };
//# sourceMappingURL=outbox.js.map
