import { replyError, EnckeError } from '../protocol/errors.js';
import { publish } from '../protocol/message.js';
import { nextSeries } from '../protocol/numbers.js';

/** Most publications, and characters of data, that are under way unanswered. */
const window = { messages: 200, characters: 65536 };
/**
 * Publications in the order in which they were made. Numbers rise by one, so the server can tell a repetition and a gap.
 * What is unanswered is kept and sent again after a break, with the number it has.
 */
function createOutbox(limits) {
    /** By message id. */
    const underWay = new Map();
    let waiting = [];
    let nextNumber = 1;
    let answered = 0;
    let waitingCharacters = 0;
    let underWayCharacters = 0;
    /** After an answer that a request was too large: one at a time, so that the large one shows. */
    let singly = false;
    function fits({ publication: { data }, owner }) {
        const [other] = underWay.values();
        if (!other)
            return true;
        if (other.owner !== owner)
            return false;
        const messages = singly ? 1 : window.messages;
        return underWay.size < messages && underWayCharacters + data.length <= window.characters;
    }
    /** Nothing is under way any more: all that is unanswered goes out again. */
    function rewind() {
        waiting = [...underWay.values(), ...waiting];
        waitingCharacters += underWayCharacters;
        underWay.clear();
        underWayCharacters = 0;
    }
    function drop(count, error) {
        for (const { publication } of waiting.splice(0, count)) {
            waitingCharacters -= publication.data.length;
            publication.settled(error(publication.channel));
        }
    }
    /** Gives up what may have been sent: nobody can know whether it arrived. What was never sent stays. */
    function abandon() {
        rewind();
        const sent = waiting.filter(({ number }) => number).length;
        drop(sent, (channel) => {
            return new EnckeError('delivery-unknown', `publish to ${channel}: the link broke before the answer came`);
        });
    }
    return {
        abandon,
        /** How many are under way. */
        get underWay() {
            return underWay.size;
        },
        /** The id of the last one under way. */
        get latest() {
            return [...underWay.keys()].pop() ?? '';
        },
        awaits: (id) => underWay.has(id),
        /** The highest number that the server has answered. */
        get answered() {
            return answered;
        },
        /** @throws EnckeError `queue-full` */
        add(publication) {
            const messages = waiting.length + underWay.size;
            const characters = waitingCharacters + underWayCharacters + publication.data.length;
            if (messages >= limits.messages || characters > limits.characters) {
                throw new EnckeError('queue-full', `${messages} publications wait already; await publish() to pace them`);
            }
            this.inherit(publication);
        },
        /** Takes over what another page got no answer to. */
        inherit(publication, owner, number = 0) {
            waitingCharacters += publication.data.length;
            waiting.push({ publication, number, owner });
        },
        /** Takes back what has never been sent. False when it may have been. */
        withdraw(publication) {
            const index = waiting.findIndex((entry) => entry.publication === publication && !entry.number);
            if (index < 0)
                return false;
            waiting.splice(index, 1);
            waitingCharacters -= publication.data.length;
            return true;
        },
        /** What may go out now, numbered, as far as the window allows. */
        take(clientId) {
            const batch = [];
            for (let entry = waiting[0]; entry && fits(entry); entry = waiting[0]) {
                const { channel, data } = entry.publication;
                waiting.shift();
                entry.number || (entry.number = nextNumber++);
                underWay.set(String(entry.number), entry);
                waitingCharacters -= data.length;
                underWayCharacters += data.length;
                batch.push(publish(String(entry.number), entry.owner ?? clientId, channel, data));
            }
            return batch;
        },
        /**
         * The server's word on one of them. False when it is not final: what is unanswered has to be sent again.
         * @param final - to a plain server nothing is sent again
         */
        reply(message, final = false) {
            const id = message.id ?? '';
            const entry = underWay.get(id);
            if (!entry)
                return true;
            const error = message.successful ? undefined : replyError(message.error, `publish to ${message.channel}`);
            if (error?.code === 'busy' && !final)
                return false;
            if (!final && !entry.owner && error && ['gap', 'unknown-session'].includes(error.code))
                return false;
            if (!entry.owner)
                answered = Math.max(answered, entry.number);
            underWay.delete(id);
            underWayCharacters -= entry.publication.data.length;
            entry.publication.settled(error);
            return true;
        },
        /**
         * After a join: all that is unanswered goes out again.
         * @param forgotten - the server's memory of us is gone, and with it what became of that
         * @param published - the last number that the server knows
         */
        reconcile(forgotten, published) {
            rewind();
            if (!forgotten)
                return;
            abandon();
            nextNumber = nextSeries(nextNumber - 1);
            answered = published;
        },
        /**
         * What no answer has come to, for another page to go on with.
         * @param clientId - under which it was numbered; none when that counts only while this page is here
         */
        unanswered(clientId) {
            return [...underWay.values(), ...waiting]
                .filter(({ number }) => clientId || !number)
                .map(({ publication: { channel, data }, owner = clientId, number }) => number ? [channel, data, owner, number] : [channel, data]);
        },
        /** The last request was larger than the server takes: says so of a lone publication, else sends them one by one. */
        tooLarge(error) {
            const alone = underWay.size === 1;
            singly = true;
            rewind();
            if (!alone)
                return;
            // Nothing of that request was taken, so its number, and those behind it, are free again.
            if (!waiting[0]?.owner)
                nextNumber = waiting[0]?.number ?? nextNumber;
            drop(1, () => error);
            for (const entry of waiting)
                if (!entry.owner)
                    entry.number = 0;
        },
        /** Ends everything that waits. */
        close() {
            abandon();
            drop(waiting.length, (channel) => {
                return new EnckeError('closed', `publish to ${channel}: it was given up before it was sent`);
            });
        },
    };
}

export { createOutbox };
//# sourceMappingURL=outbox.js.map
