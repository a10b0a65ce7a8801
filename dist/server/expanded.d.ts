/** Every pattern that can match a channel. Remembered: a crowd that comes back asks for the same ones again and again. */
export declare function expand(channel: string): readonly string[];
