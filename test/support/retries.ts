import type { Reporter, TestCase, Vitest } from 'vitest/node'

/** Says why the first try of a test failed that passed the second time. */
export default class Retries implements Reporter {
  private vitest!: Vitest

  onInit(vitest: Vitest) {
    this.vitest = vitest
  }

  onTestCaseResult(test: TestCase) {
    const { state, errors = [] } = test.result()
    if (state !== 'passed' || !errors.length) return
    const why = errors.map(({ stack, message, diff = '' }) => `${stack ?? message}\n${diff}`)
    this.vitest.logger.log(`${test.fullName} needed another try:\n${why.join('\n')}`)
  }
}
