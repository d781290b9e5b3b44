/** `npm run freeze:vectors`: writes the files of this folder. Sealing takes fresh randomness, so they are made once. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'vitest'
import { wrappedKeys } from './make-keys.ts'
import { memberSets } from './make-members.ts'
import { heads, markers, memberships, parts, segments, snapshots } from './make-objects.ts'
import { names, packing, words } from './make-plain.ts'
import { wholeStore } from './make-store.ts'
import type { ObjectVector } from './shapes.ts'
import { reader } from './world.ts'

const objects = (vectors: ObjectVector[]) => ({ reader, vectors })

const files: Record<string, () => object | Promise<object>> = {
  'words.json': words,
  'names.json': names,
  'packing.json': packing,
  'marker.json': () => objects(markers()),
  'key.json': async () => objects(await wrappedKeys()),
  'member.json': () => objects(memberships()),
  'members.json': memberSets,
  'head.json': () => objects(heads()),
  'segment.json': () => objects(segments()),
  'snapshot.json': () => objects(snapshots()),
  'part.json': () => objects(parts()),
  'store.json': wholeStore,
}

/** One vector a line. */
function textOf(file: object): string {
  const members = Object.entries(file).map(([name, value]) => {
    const items = Array.isArray(value)
      ? `[\n${value.map(item => JSON.stringify(item)).join(',\n')}\n]`
      : JSON.stringify(value)
    return `${JSON.stringify(name)}: ${items}`
  })
  return `{${members.join(',\n')}}\n`
}

test.for(Object.entries(files))('%s is frozen', async ([name, make]) => {
  // What is there already is never written again: `wx` fails then.
  await writeFile(join(import.meta.dirname, name), textOf(await make()), { flag: 'wx' })
})
