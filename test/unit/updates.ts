/** Writes Yjs updates (v1) byte by byte: also such as no Yjs would make. */
type Id = [client: number, clock: number]

interface Struct {
  origin?: Id
  right?: Id
  /** A root's name, or the id of the type that it stands in. Written where neither origin nor right is. */
  parent?: string | Id
  /** Under this key of a map. */
  sub?: string
  /** One kind of content: characters, deleted ones, a format, nothing at all (`gc`, `skip`), or bytes under a number of Yjs' own. */
  text?: string
  deleted?: number
  format?: [name: string, value: unknown]
  gc?: number
  skip?: number
  other?: [kind: number, bytes: number[]]
}

export interface Block {
  client: number
  clock?: number
  structs: Struct[]
}

export function updateOf(
  blocks: Block[],
  deletions: [client: number, clock: number, length: number][] = [],
): Uint8Array {
  const bytes: number[] = [...number(blocks.length)]
  for (const { client, clock = 0, structs } of blocks) {
    bytes.push(...number(structs.length), ...number(client), ...number(clock), ...structs.flatMap(structBytes))
  }
  bytes.push(...number(deletions.length))
  for (const [client, clock, length] of deletions) {
    bytes.push(...number(client), 1, ...number(clock), ...number(length))
  }
  return Uint8Array.from(bytes)
}

function structBytes(struct: Struct): number[] {
  if (struct.gc !== undefined) return [0, ...number(struct.gc)]
  if (struct.skip !== undefined) return [10, ...number(struct.skip)]
  const { origin, right, sub, parent = 'body' } = struct
  const [kind, content] = contentOf(struct)
  const info = kind | (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (sub === undefined ? 0 : 0x20)
  const place = typeof parent === 'string' ? [1, ...text(parent)] : [0, ...parent.flatMap(number)]
  return [
    info,
    ...(origin ?? []).flatMap(number),
    ...(right ?? []).flatMap(number),
    ...(origin || right ? [] : [...place, ...(sub === undefined ? [] : text(sub))]),
    ...content,
  ]
}

function contentOf({ text: characters, deleted, format, other }: Struct): [kind: number, content: number[]] {
  if (deleted !== undefined) return [1, number(deleted)]
  if (format) return [6, [...text(format[0]), ...text(JSON.stringify(format[1]))]]
  if (other) return other
  return [4, text(characters ?? '')]
}

function number(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value)
  return [...number(bytes.length), ...bytes]
}
