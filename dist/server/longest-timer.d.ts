/** What a timer can wait for, in milliseconds. */
export declare const longestTimer = 2147483647;
