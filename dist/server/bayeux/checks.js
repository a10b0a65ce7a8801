import { mostSegments, longestChannel } from '../../protocol/channel.js';
import { isPosition } from '../../protocol/position.js';

/** Whether a value has the form of a session key of our clients. */
const isKey = (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value);
/** Bayeux 1.0, section 2.3.1: a number, and more parts behind dots that begin with a letter or a digit. */
function isVersion(value) {
    return typeof value === 'string' && /^\d+(\.[A-Za-z0-9][A-Za-z0-9_-]*)*$/.test(value);
}
const most = `${mostSegments} segments, ${longestChannel} characters`;
/** What a name looks like, for somebody who has written another one. */
const channelForm = `/one/two, of A-Z a-z 0-9 -_!~()$@, at most ${most}`;
const patternForm = `${channelForm}; * or ** only at the end, as in /one/*`;
/** What was asked for, to be repeated in the reply; only when it is what it should be. */
function subscriptionOf({ subscription }) {
    const sound = [subscription].flat().every((pattern) => typeof pattern === 'string');
    return sound && subscription !== undefined ? { subscription } : {};
}
/** Characters of it, and parts. */
const mostPrinted = 100;
/** A value of the client's, for an error string: short, and without what separates its parts. */
function printable(value) {
    const parts = [value].flat().slice(0, mostPrinted);
    const text = parts.map((part) => (typeof part === 'string' ? part : typeof part)).join(' ');
    return text.slice(0, mostPrinted).replace(/[:,\s]/g, ' ');
}
/** The data of a publication as JSON text, or why there is none. */
function asText(data) {
    if (data === undefined)
        return { text: '', error: '400::data is missing' };
    try {
        return { text: JSON.stringify(data) };
    }
    catch {
        return { text: '', error: '415::data is nested too deeply' };
    }
}
/** What is wrong with a join; undefined when nothing is. */
function badJoin(join) {
    const { join: number, version, subscriptions = [], latest = [], at, own = {}, timeout = 0, pad = 0 } = join;
    if (!Number.isSafeInteger(number) || number < 0)
        return '400::join: not a number';
    if (!Number.isSafeInteger(version) || version < 0)
        return '400::version: not a number';
    if (!Array.isArray(subscriptions))
        return '400::subscriptions: not an array';
    if (!subscriptions.every((pattern) => typeof pattern === 'string'))
        return '400::subscriptions: not strings';
    if (!Array.isArray(latest) || !latest.every((pattern) => typeof pattern === 'string'))
        return '400::latest: not strings';
    if (at !== undefined && !isPosition(at))
        return '400::at: not a position';
    if (!Number.isSafeInteger(timeout) || timeout < 0)
        return '400::timeout: not a number of milliseconds';
    if (!Number.isSafeInteger(pad) || pad < 0)
        return '400::pad: not a number of characters';
    if (typeof own !== 'object' || own === null)
        return '400::own: not an object';
    const places = Object.values(own);
    if (!places.every((place) => place === 'latest' || place === 'oldest' || isPosition(place))) {
        return '400::own: not a position';
    }
    return undefined;
}

export { asText, badJoin, channelForm, isKey, isVersion, patternForm, printable, subscriptionOf };
//# sourceMappingURL=checks.js.map
