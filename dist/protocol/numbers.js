import { EnckeError } from './errors.js';

/**
 * What numbers a join or a publication: from some height on, one and the next would be the same.
 * @throws EnckeError `malformed`
 */
function numberOf(value) {
    if (value % 1 || !(value < 1e15))
        throw new EnckeError('malformed', `no number: ${value}`);
    return value;
}
/**
 * Publications of a session are numbered 1, 2, 3. When the server has forgotten how far it was, they go on with the next
 * series: that begins one above a multiple of this. So no number ever stands for two publications, however late a
 * request from before arrives.
 */
const series = 1000000000;
/** Whether no publication is missing between the two. */
const follows = (number, last) => number === last + 1 || (number > last && number % series === 1);
/** The first number of the series after that of `last`. */
const nextSeries = (last) => (Math.floor(last / series) + 1) * series + 1;

export { follows, nextSeries, numberOf, series };
//# sourceMappingURL=numbers.js.map
