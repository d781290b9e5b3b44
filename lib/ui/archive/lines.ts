import { i18n } from '#i18n'
import { ArchiveError, maxLineBytes } from '../../protocol/archive.ts'

/** Cuts what comes in pieces into lines. Each one ends with \n, the last one too; all of it is UTF-8. */
export async function* linesIn(name: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let begun: Uint8Array[] = []
  let size = 0
  let number = 1
  for await (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      begun.push(piece.subarray(from, end))
      yield decode(begun)
      begun = []
      size = 0
      number++
      from = end + 1
    }
    size += piece.length - from
    if (size > maxLineBytes) throw damagedLine(name, number, i18n.t('damage.lineTooLong'))
    if (from < piece.length) begun.push(piece.subarray(from))
  }
  if (begun.length > 0) throw damagedLine(name, number, i18n.t('damage.noEnd'))

  function decode(parts: readonly Uint8Array[]): string {
    try {
      return decoder.decode(parts.length === 1 ? parts[0] : joined(parts))
    } catch {
      throw damagedLine(name, number, i18n.t('damage.noUtf8'))
    }
  }
}

export const damagedLine = (file: string, line: number, why: string): ArchiveError =>
  new ArchiveError(i18n.t('damage.line', { file, line }), why)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
