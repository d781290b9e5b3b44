/** Commits as lines of text, and back: in an export, and inside the objects of a backup. docs/EXPORT.md describes them. */
import { type Line, parseLine } from '../protocol/archive.ts'
import { toBase64 } from '../protocol/base64.ts'
import type { ArchivedGroup } from './archive-import.ts'
import type { Commit } from './commit.ts'
import type { LogRow } from './schema.ts'

export function commitLine(
  { n, time }: Pick<LogRow, 'n' | 'time'>,
  { id, space, device, seq, hlc, author, ops }: Commit,
): string {
  const lines = ops.map(({ text, ...op }) => ({
    ...op,
    ...(text
      ? {
          text: Object.fromEntries(
            Object.entries(text).map(([field, change]) => [field, { ...change, update: toBase64(change.update) }]),
          ),
        }
      : {}),
  }))
  return `${JSON.stringify({ n, time, id, space, device, seq, hlc, author, ops: lines })}\n`
}

/** @throws ArchiveError where a line is none of commits.jsonl; lines are counted from 1 within `text` */
export function parseCommits(text: string): Line<'commits.jsonl'>[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line, i) => parseLine('commits.jsonl', i + 1, line))
}

export function groupsOf(lines: readonly Line<'commits.jsonl'>[]): ArchivedGroup[] {
  const groups: (ArchivedGroup & { n: number })[] = []
  for (const { n, time, ...commit } of lines) {
    const last = groups.at(-1)
    if (last?.n === n) last.commits.push(commit)
    else groups.push({ n, time, commits: [commit] })
  }
  return groups
}
