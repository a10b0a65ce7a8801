import { frameCharacters } from '../log/run.js';
import { candidates } from '../pattern-index.js';
import { singly, inFrames } from './frames.js';
import { rotate, stale, told } from './notices.js';
import { Places, newestOf, widened } from './places.js';
import { shareOf, setbacksAfter } from './setbacks.js';

const nothing = new Set();
const none = [];
/**
 * The server's end of a session: no timers, no sockets, no clock. A session is a set of cursors and at most one link.
 * There are many of them: a class, and nothing in it that an idle one does not need. Its fields are for others to read.
 */
class ServerSession {
    /**
     * @param key - its name and secret; also the Bayeux clientId
     * @param plain - the client speaks Bayeux without joins: its cursors live here
     * @param began - when, on the clock of `step`
     * @param identity - whose it is, by the word of the application
     */
    constructor(key, plain, began, identity) {
        this.key = key;
        this.plain = plain;
        this.identity = identity;
        /** What it listens to: another set whenever a join changes that. */
        this.patterns = new Set();
        /** Those of which only the newest of each channel is wanted. */
        this.latest = nothing;
        this.version = -1;
        /** Its client reads events in runs. */
        this.runs = false;
        this.number = -1;
        this.phase = 'away';
        this.link = undefined;
        /** Its page goes, and may say something more, but hears nothing. */
        this.leaving = false;
        /** Of a plain client that acknowledges what it gets. Nothing reaches it but in the answers to its connects. */
        this.acks = undefined;
        this.places = new Places();
        /** Where it was when the link began. */
        this.began = '';
        this.setbacks = 0;
        /** The answer that a held poll still owes. */
        this.answer = undefined;
        this.prompt = false;
        this.rotating = false;
        /** Its client is told when it has all that the log had when it joined. */
        this.returning = false;
        this.effects = none;
        this.lastSeen = this.joinedAt = this.now = began;
    }
    /** Everything up to here has been sent. */
    get position() {
        return this.places.base;
    }
    /** Most characters that may be read for it at once. */
    get room() {
        return shareOf(this.prompt && this.polls ? frameCharacters : (this.link?.room ?? 0), this.setbacks);
    }
    /** Up to here, of what is in a log with this tail, it wants only the newest of each channel. */
    skim(tail) {
        if (!this.latest.size)
            return '';
        return this.places.lowest([...this.patterns].filter((pattern) => !this.latest.has(pattern))) ?? tail;
    }
    /** For plain clients, whose subscriptions come one by one; to what it does not listen to yet. */
    subscribe(pattern, from) {
        this.patterns.add(pattern);
        this.places.set(pattern, from);
        this.acks?.subscribe(pattern, from);
    }
    unsubscribe(pattern) {
        this.patterns.delete(pattern);
        this.places.delete(pattern);
        this.acks?.unsubscribe(pattern);
    }
    step(event, at) {
        this.effects = [];
        this.now = at;
        this.handle(event);
        const { effects } = this;
        this.effects = none;
        return effects;
    }
    /** What of a run is wanted. Hot, once for each delivery: mostly of one run, and all of it. */
    wanted(run, newest) {
        /** The lowest place of those who want all. */
        let from;
        let last = false;
        for (const pattern of candidates(run.channel, this.patterns)) {
            if (!this.patterns.has(pattern))
                continue;
            const place = this.places.of(pattern);
            if (!this.latest.has(pattern))
                from = from === undefined || place < from ? place : from;
            else
                last || (last = place < run.position && (newest(run.channel) ?? '') <= run.position);
        }
        return (from === undefined ? undefined : run.after(from)) ?? (last ? run.last : undefined);
    }
    matching(runs, log) {
        if (runs.length === 1 && this.wanted(runs[0], log.newest) === runs[0])
            return runs;
        const newest = this.latest.size ? newestOf(runs, log) : log.newest;
        return runs.map((run) => this.wanted(run, newest)).filter((run) => run !== undefined);
    }
    batchOf(runs) {
        return this.runs ? runs : singly(runs);
    }
    /** A plain client's connect over a link that runs both ways is answered apart from events. */
    get apart() {
        return this.plain && !this.acks && this.link?.kind === 'duplex';
    }
    /** Whether the link is there for one answer. */
    get polls() {
        return this.link?.kind === 'poll' || (this.acks !== undefined && this.link?.kind === 'duplex');
    }
    say(batch, answering = !this.apart) {
        const to = this.link;
        this.lastSeen = this.now;
        this.prompt = false;
        if (this.polls) {
            this.link = undefined;
            this.phase = 'away';
            this.effects.push({ type: to.kind === 'poll' ? 'end' : 'write', link: to, batch: this.owed(batch) });
            return;
        }
        // The answer proves the link, and does not wait for what else comes through a slow network.
        const answer = answering ? this.owed([]) : [];
        if (answer.length)
            this.effects.push({ type: 'write', link: to, batch: answer });
        if (batch.length || !answer.length)
            this.effects.push({ type: 'write', link: to, batch });
        if (!to.worn || this.rotating || this.plain)
            return;
        this.rotating = true;
        this.effects.push({ type: 'write', link: to, batch: [rotate] });
    }
    owed(batch) {
        const first = this.answer;
        this.answer = undefined;
        if (!first)
            return batch;
        return [this.acks ? this.acks.number(first, batch.length > 0) : first, ...batch];
    }
    read() {
        this.phase = 'behind';
        this.effects.push({ type: 'read' });
    }
    /** Another link follows this one. A socket stays open: what was not answered there yet is as if it had come later. */
    overtake(link, by) {
        if (!this.plain && this.answer && link.kind === 'duplex' && by > this.number)
            this.effects.push({ type: 'stale', link, batch: [stale(this.answer, this.number, by)] });
        else
            this.effects.push({ type: 'end', link, batch: this.plain ? this.owed([]) : [told({ moved: by })] });
    }
    joined(event) {
        const { join, reply, log, refused, published } = event;
        const { base } = this.places;
        if (join.join < this.number) {
            const batch = [stale(reply, join.join, this.number)];
            return void this.effects.push({ type: 'stale', link: event.link, batch });
        }
        if (this.link && this.link !== event.link)
            this.overtake(this.link, join.join);
        this.number = join.join;
        // A plain client that connects again before its connect was answered gets both answers.
        if (this.plain && this.answer && this.link === event.link)
            this.effects.push({ type: 'write', link: this.link, batch: this.owed([]) });
        this.link = event.link;
        this.rotating = false;
        this.prompt = event.prompt;
        this.lastSeen = this.joinedAt = this.now;
        if (this.plain) {
            this.answer = reply;
            this.acks?.heard(event.ack, this.places);
        }
        else {
            this.runs = join.runs === 1;
            if (join.subscriptions) {
                this.patterns = new Set(join.subscriptions.filter((pattern) => !(pattern in refused)));
                this.latest = join.latest?.length ? new Set(join.latest.filter((one) => this.patterns.has(one))) : nothing;
                this.version = join.version;
            }
            else if (Object.keys(refused).length) {
                this.patterns = new Set([...this.patterns].filter((pattern) => !(pattern in refused)));
            }
            const encke = {
                join: this.number,
                ...this.places.join(this.patterns, join, log),
                ...(join.subscriptions && { tail: log.tail }),
                ...(Object.keys(refused).length > 0 && { refused }),
                ...(this.prompt && { published }),
            };
            this.prompt || (this.prompt = Boolean(encke.begin || encke.missed || encke.refused));
            this.answer = { ...reply, ext: { encke } };
        }
        if (this.patterns.size)
            this.places.settle(this.patterns);
        else
            this.places.advance(log.tail);
        // Who polls does not ask for it each time.
        if (join.subscriptions || !this.polls)
            this.returning = !this.plain && this.places.base < log.tail;
        if (base > this.began)
            this.setbacks = setbacksAfter(this.setbacks, this.places.base > this.began);
        this.began = this.places.base;
        this.read();
    }
    paged(page, log) {
        if (this.phase !== 'behind')
            return;
        if (!page) {
            const missed = this.places.skip(this.patterns, log);
            const answer = widened(this.answer, missed, this.now - this.joinedAt);
            if (answer)
                this.answer = answer;
            else if (missed.length && !this.plain)
                this.say([told({ missed })]);
            return this.link ? this.read() : undefined;
        }
        const wanted = this.matching(page.runs, log);
        const at = this.places.advance(page.end);
        if (!page.more)
            this.phase = 'live';
        const back = this.returning && !page.more;
        this.returning && (this.returning = page.more);
        const untold = wanted.length ? wanted[wanted.length - 1]?.position !== at : !this.answer;
        const frames = this.polls ? [wanted] : inFrames(wanted, shareOf(frameCharacters, this.setbacks));
        const batches = [...frames.map((runs) => this.batchOf(runs)), ...(back && untold ? [[told({ at })]] : [])];
        const [first = [], ...rest] = this.polls ? [batches.flat()] : batches;
        const due = back || (this.prompt && !page.more);
        if (first.length || due || (this.answer && !this.polls && !this.apart)) {
            if (!first.length && !this.plain && this.answer)
                this.answer.ext = { encke: { ...this.answer.ext?.encke, at } };
            this.say(first, due || !this.apart);
            for (const batch of rest)
                this.say(batch, !this.apart);
        }
        if (page.more && this.link)
            this.read();
    }
    ticked({ heard, ahead }) {
        if (this.phase === 'full' || !this.link)
            return;
        // A heartbeat comes before its time rather than after it; a poll is held as long as was asked.
        const by = this.link.kind === 'poll' ? this.now : this.now + ahead;
        const due = by - (this.apart ? this.joinedAt : this.lastSeen) >= this.link.hold;
        if (!due && (this.rotating || this.plain || !this.link.worn))
            return;
        // What has passed may have to wait for a log that is away.
        if (this.phase === 'live')
            this.places.advance(heard);
        const at = this.places.base;
        if (this.plain)
            return this.apart && !this.answer ? undefined : this.say([], true);
        if (this.answer)
            this.answer.ext = { encke: { ...this.answer.ext?.encke, at } };
        return this.say(this.answer ? [] : [told({ at })]);
    }
    handle(event) {
        switch (event.type) {
            case 'join':
                return this.joined(event);
            case 'page':
                return this.paged(event.page, event.log);
            case 'tail': {
                if (this.phase !== 'live')
                    return;
                const wanted = this.matching(event.runs, event.log);
                this.places.advance(event.end);
                return wanted.length ? this.say(this.batchOf(wanted)) : undefined;
            }
            case 'break':
                return this.phase === 'live' ? this.read() : undefined;
            case 'full':
                if (event.link === this.link)
                    this.phase = 'full';
                return;
            case 'drained':
                return event.link === this.link && this.phase === 'full' ? this.read() : undefined;
            case 'closed':
                if (event.link !== this.link)
                    return;
                this.link = this.answer = undefined;
                this.phase = 'away';
                this.lastSeen = this.now;
                return;
            case 'unlink':
                if (!this.link)
                    return;
                this.effects.push({ type: 'end', link: this.link, batch: this.owed(event.last ?? []) });
                this.handle({ type: 'closed', link: this.link });
                return;
            case 'tick':
                return this.ticked(event);
        }
    }
}

export { ServerSession };
//# sourceMappingURL=session.js.map
