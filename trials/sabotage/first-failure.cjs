const fs = require('node:fs');

/**
 * A reporter of Jest's: prints the first test that failed, or null, as JSON. Jest's own report is lost where it bails
 * out.
 * @implements {Pick<import('@jest/reporters').Reporter, 'onTestResult' | 'onRunComplete'>}
 */
class FirstFailure {
  /** @type {{ file: string, title?: string, error?: string } | null} */
  failed = null;

  /**
   * @param {import('@jest/reporters').Test} test
   * @param {import('@jest/reporters').TestResult} result
   */
  onTestResult({ path: file }, { testResults, testExecError, failureMessage }) {
    const failed = testResults.find(({ status }) => status === 'failed');
    if (failed) this.failed ??= { file, title: failed.fullName };
    else if (testExecError) this.failed ??= { file, error: String(failureMessage) };
  }

  onRunComplete() {
    fs.writeSync(1, JSON.stringify(this.failed));
  }
}

module.exports = FirstFailure;
