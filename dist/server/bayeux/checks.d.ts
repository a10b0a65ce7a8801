import type { Join, Message } from '../../protocol/message.js';
/** Whether a value has the form of a session key of our clients. */
export declare const isKey: (value: unknown) => value is string;
/** Bayeux 1.0, section 2.3.1: a number, and more parts behind dots that begin with a letter or a digit. */
export declare function isVersion(value: unknown): value is string;
/** What a name looks like, for somebody who has written another one. */
export declare const channelForm = "/one/two, of A-Z a-z 0-9 -_!~()$@, at most 32 segments, 512 characters";
export declare const patternForm = "/one/two, of A-Z a-z 0-9 -_!~()$@, at most 32 segments, 512 characters; * or ** only at the end, as in /one/*";
/** What was asked for, to be repeated in the reply; only when it is what it should be. */
export declare function subscriptionOf({ subscription }: Message): Pick<Message, 'subscription'>;
/** A value of the client's, for an error string: short, and without what separates its parts. */
export declare function printable(value: unknown): string;
/** The data of a publication as JSON text, or why there is none. */
export declare function asText(data: unknown): {
    text: string;
    error?: string;
};
/** What is wrong with a join; undefined when nothing is. */
export declare function badJoin(join: Join): string | undefined;
