/** What a timer can wait for, in milliseconds. */
export const longestTimer = 2_147_483_647
