/** What a timer can wait for, in milliseconds; one that is to wait for longer fires at once. */
export const longestTimer = 2_147_483_647

/** The same text, cut from nothing: a piece of a longer one keeps all of that in memory. */
export const copied = (text: string): string => JSON.parse(JSON.stringify(text))
