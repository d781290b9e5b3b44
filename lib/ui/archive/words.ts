import type { Exported } from './export.ts'
import type { ImportedStore } from './import.ts'
import { UnfinishedError } from './import.ts'
import type { Progress } from './work.ts'

export interface Outcome {
  isError: boolean
  words: string
}

const number = (value: number) => value.toLocaleString('en')
const size = (bytes: number) =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
const count = (value: number, noun: string) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`

const doing: Record<Progress['doing'], [what: string, noun: string]> = {
  records: ['Exporting', 'records'],
  history: ['Exporting the history', 'steps'],
  checking: ['Checking the file. Nothing is changed yet', 'lines'],
  importing: ['Importing', 'changes'],
}

export function progressWords({ doing: what, done, all, bytes }: Progress): string {
  const [words, noun] = doing[what]
  return `${words}: ${number(done)} of ${number(all)} ${noun}, ${size(bytes)}`
}

export function exportedWords({ manifest: { files }, bytes }: Exported): Outcome {
  const records = count(files['records.jsonl'].lines, 'record')
  const changes = count(files['commits.jsonl'].lines, 'change')
  return {
    isError: false,
    words: `Exported ${records} with their whole history, ${changes}: ${size(bytes)}. Access of sites is not in the file.`,
  }
}

export function importedWords({ footing, added, known }: ImportedStore): Outcome {
  if (added === 0) return { isError: false, words: 'Everything in this file was here already. Nothing was changed.' }
  const before = known > 0 ? ` ${count(known, 'change')} more had been here already.` : ''
  const after =
    footing === 'merged'
      ? 'They are merged with what was here: of each field, the later one counts.'
      : 'Sites ask again for access.'
  return { isError: false, words: `Imported ${count(added, 'change')}.${before} ${after}` }
}

export function failedWords(what: 'export' | 'import', error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof UnfinishedError) {
    const how = (error.cause as Error | undefined)?.name === 'AbortError' ? 'Stopped' : `Interrupted (${message})`
    return {
      isError: true,
      words: `${how} after ${number(error.done)} of ${count(error.all, 'change')}. Import the same file again to complete it: nothing is doubled.`,
    }
  }
  if (error instanceof Error && error.name === 'AbortError')
    return { isError: false, words: 'Stopped. Nothing was changed.' }
  if (what === 'export') return { isError: true, words: `The export failed: ${message}` }
  return { isError: true, words: `This file cannot be imported, and nothing was changed. ${message}` }
}
