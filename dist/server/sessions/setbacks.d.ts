/**
 * How many links had nothing come through of what was written on them, after one more.
 * @param through - something came: four such make up for one that brought nothing
 */
export declare const setbacksAfter: (setbacks: number, through: boolean) => number;
/** Half as many with each setback: where links are cut before they bring that much, less may come through. */
export declare const shareOf: (characters: number, setbacks: number) => number;
