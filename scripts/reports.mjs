import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'

/** What a part of the run came to: how many tests, and the name of each that failed, with the file it stands in. */
export const noTests = { passed: 0, skipped: 0, failures: [] }

/** Counts a runner's JSON report. A runner that failed without a failing test (it crashed, say) counts as one failure. */
export async function readReport(name, path, ok) {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const report = text === undefined ? {} : JSON.parse(text)
  const counts = report.stats ? ofPlaywright(report) : ofVitest(report)
  if (ok || counts.failures.length > 0) return counts
  return { ...counts, failures: [`${name}: ended with an error, though no test of it failed`] }
}

function ofPlaywright({ stats: { expected, skipped }, suites = [], errors = [] }) {
  const failures = suites.flatMap(suite => failuresOf(suite, []))
  return { passed: expected, skipped, failures: [...failures, ...errors.map(({ message }) => message)] }
}

function failuresOf({ file, suites = [], specs = [], title }, above) {
  const path = title === file ? above : [...above, title]
  const failed = specs.filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
  return [
    ...failed.map(spec => [file, ...path, spec.title].join(' › ')),
    ...suites.flatMap(suite => failuresOf(suite, path)),
  ]
}

function ofVitest({ numPassedTests = 0, numPendingTests = 0, numTodoTests = 0, testResults = [] }) {
  const failures = testResults.flatMap(({ name: path, status, assertionResults }) => {
    const name = relative('', path)
    if (status === 'failed' && assertionResults.length === 0) return [`${name}: not loaded`]
    const failed = assertionResults.filter(result => result.status === 'failed')
    return failed.map(({ fullName }) => `${name} › ${fullName}`)
  })
  return { passed: numPassedTests, skipped: numPendingTests + numTodoTests, failures }
}

export function sum(results) {
  return results.reduce(
    (total, { passed, skipped, failures }) => ({
      passed: total.passed + passed,
      skipped: total.skipped + skipped,
      failures: [...total.failures, ...failures],
    }),
    noTests,
  )
}
