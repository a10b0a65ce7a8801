/**
 * What numbers a join or a publication: from some height on, one and the next would be the same.
 * @throws EnckeError `malformed`
 */
export declare function numberOf(value: number): number;
/**
 * Publications of a session are numbered 1, 2, 3. When the server has forgotten how far it was, they go on with the next
 * series: that begins one above a multiple of this. So no number ever stands for two publications, however late a
 * request from before arrives.
 */
export declare const series = 1000000000;
/** Whether no publication is missing between the two. */
export declare const follows: (number: number, last: number) => boolean;
/** The first number of the series after that of `last`. */
export declare const nextSeries: (last: number) => number;
