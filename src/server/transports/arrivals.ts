/** Characters beyond which a slow network takes a while for a batch. */
const large = 32_768

/** Characters a millisecond that come through where a large one is waited for. */
const slow = 16

/** Milliseconds for which it is, at most. */
const longest = 10_000

/**
 * Counts the batches that are written where a client hears of one only when it is complete. A large one counts when it must
 * have come, and so do those behind it: until then a client that has heard nothing has nothing to complain of.
 */
export class Arrivals {
  private all = 0
  private before = 0
  private dueAt = 0

  constructor(private readonly now: () => number) {}

  add(characters: number): void {
    if (characters > large && this.now() >= this.dueAt) {
      this.before = this.all
      this.dueAt = this.now() + Math.min(longest, characters / slow)
    }
    this.all++
  }

  /** Those that must have come. */
  get due(): number {
    return this.now() < this.dueAt ? this.before : this.all
  }
}
