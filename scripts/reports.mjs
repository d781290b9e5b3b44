import { readFile } from 'node:fs/promises'

export const noTests = { passed: 0, failed: 0, skipped: 0 }

/** Counts a runner's JSON report. A runner that failed without a failing test (it crashed, say) counts as one failure. */
export async function readReport(path, ok) {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const report = text === undefined ? {} : JSON.parse(text)
  const counts = report.stats ? ofPlaywright(report) : ofVitest(report)
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}

function ofPlaywright({ stats: { expected, unexpected, flaky, skipped } }) {
  return { passed: expected, failed: unexpected + flaky, skipped }
}

function ofVitest({ numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0, testResults = [] }) {
  const unloaded = testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0)
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + numTodoTests,
  }
}

export function sum(results) {
  const total = { ...noTests }
  for (const result of results) for (const key of Object.keys(total)) total[key] += result[key]
  return total
}
