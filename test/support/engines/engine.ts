import type { Page } from 'playwright'

/** What these tests need of a page: Playwright's own, or one that does the same by WebDriver. */
export type Tab = Pick<Page, 'evaluate' | 'waitForFunction' | 'goto' | 'close'>

/** A browser that runs. */
export interface Engine {
  readonly version: string
  /** An empty page. */
  newPage(): Promise<Tab>
  close(): Promise<void>
}

/** A kind of browser: one suite of tests runs for each. */
export interface Kind {
  name: string
  /** What Debian calls it. */
  packages: string[]
  installed(): boolean
  launch(): Promise<Engine>
}
