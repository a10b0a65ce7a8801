import { EnckeError } from '../../protocol/errors.js';
import { type Encoded, type Message } from '../../protocol/message.js';
/** A publication that waits for the server's word. */
export interface Publication {
    readonly channel: string;
    /** JSON text. */
    readonly data: string;
    settled(error?: EnckeError): void;
    /** Given at first sending. */
    number?: number;
    /** Why it goes without its data, to have the server's word on its number: that it was turned down on the way. */
    bare?: EnckeError | undefined;
    /** Under which clientId it was numbered, by the page before this one. */
    readonly owner?: string;
}
export interface OutboxLimits {
    /** Most publications that wait. */
    messages: number;
    /** Most characters of data that wait. */
    characters: number;
}
/** A publication that another page has to go on with. */
export type Unanswered = Omit<Publication, 'settled' | 'bare'>;
export type Outbox = ReturnType<typeof createOutbox>;
/**
 * Publications in the order in which they were made. Numbers rise by one, so the server can tell a repetition and a gap.
 * What is unanswered is kept and sent again after a break, with the number it has.
 */
export declare function createOutbox(limits: OutboxLimits): {
    abandon: (last?: Publication) => void;
    rewind: () => void;
    /** Whether some have gone out that are unanswered, under way or not. */
    readonly sent: boolean;
    /** How many are under way. */
    readonly underWay: number;
    /** Milliseconds after which an answer counts as missing: it may have to wait until all that is under way has passed. */
    readonly answerTime: number;
    /** What goes out is never answered, though links are. */
    readonly stuck: boolean;
    /** The highest number that the server has answered. */
    readonly answered: number;
    /** @throws EnckeError `queue-full` */
    add(publication: Publication): void;
    /** Takes over what another page got no answer to, before what waits here. Without an owner a number counts no more. */
    inherit(publications: readonly Publication[]): void;
    /** Another page has gone on with what was left: it may have sent what is missing now, or never send it. */
    cede(): void;
    /** Takes back what has never been sent. False when it may have been. */
    withdraw(publication: Publication): boolean;
    /** What may go out now, numbered, as far as the window allows. */
    take(clientId: string): Encoded[];
    /**
     * The server's word on one of them. False when it is not final: what is unanswered has to be sent again.
     * @param final - to a plain server nothing is sent again
     */
    reply(message: Message, final?: boolean): boolean;
    /**
     * After a join: all that is unanswered goes out again.
     * @param forgotten - the server's memory of us is gone, and with it what became of that
     * @param published - the last number that the server knows
     */
    reconcile(forgotten: boolean, published: number): void;
    /**
     * What no answer has come to, for another page to go on with: until then, see `cede`.
     * @param clientId - under which it was numbered; none when that counts only while this page is here
     */
    unanswered(clientId: string | undefined): Unanswered[];
    /**
     * The last request was turned down, as too large or again and again by something that shows a page of its own. Of what
     * was too large half goes out again; a lone publication without its data: it may have arrived by another way, and has a
     * number that no other one may have. False when nothing is left to be tried.
     */
    turnedDown(error: EnckeError): boolean;
    /**
     * Ends everything that waits.
     * @param cause - of the end, if it is none that was asked for
     */
    close(cause?: EnckeError): void;
};
