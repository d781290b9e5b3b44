// What a website's developer may write, and what the types must stop. Compiled against the packed package alone.
import {
  AllodError,
  type Broker,
  bindText,
  type Collection,
  type ErrorCode,
  type Grant,
  getBroker,
  type Json,
  type Scope,
  type StoredRecord,
  scope,
  type TextField,
} from 'allod'

interface Note {
  [field: string]: unknown
  title: string
  done?: boolean
}

const found: Broker | undefined = await getBroker({ timeout: 100 })
// @ts-expect-error a visitor may have no broker
found.collection('notes')
if (!found) throw new Error('no broker')
const broker: Broker = found

const asked: Scope = scope('notes', 'read', 'create')
// @ts-expect-error there is no such verb
scope('notes', 'write')
const grant: Grant = await broker.permissions.request({ scopes: [asked], reason: 'To show your notes.' })
const end: number | null = grant.expiresAt
// @ts-expect-error scopes are not optional: nothing absent means "all"
broker.permissions.request({ reason: 'Everything, please' })

const notes: Collection<Note> = broker.collection<Note>('notes')
const note: StoredRecord<Note> = await notes.put({ title: 'Buy bread' })
const revision: string = note._rev
// @ts-expect-error a note has a title
notes.put({ done: true })
// @ts-expect-error it is text
notes.patch(note.id, { title: 1 })
const missing: Note | undefined = await notes.get('x')
// @ts-expect-error what one asks for may be missing
missing.title
await notes.put({ ...note, title: 'Buy rye bread' }, { ifRev: revision })
await notes.put({ title: 'New' }, { ifRev: null })
const { records, cursor } = await notes.find({ selector: { done: { $ne: true } }, sort: [{ title: 'desc' }, 'done'] })
const first: string | undefined = records[0]?.title
// @ts-expect-error up or down
notes.find({ sort: [{ title: 'upwards' }] })

await notes.watch({}, event => {
  if (event.type === 'snapshot') return event.records.map(({ title }) => title)
  if (event.type === 'change') return event.changes.map(({ id, record }) => record?.title ?? id)
  const { code }: { code: ErrorCode } = event.error
  // @ts-expect-error an end brings no records
  event.records
  return code
})

try {
  await notes.delete(note.id)
} catch (error) {
  // @ts-expect-error nothing is known of it yet
  error.code
  if (error instanceof AllodError && error.code === 'revoked') {
    const name: 'NotAllowedError' | string = error.name
    const again: boolean = error.retryable
    // @ts-expect-error it is this code, and no other
    const other: 'quota' = error.code
    // @ts-expect-error no one may change it
    error.code = 'quota'
    use(name, again, other)
  }
  if (error instanceof AllodError) {
    const { code, retryAfterMs, _rev }: AllodError = error
    // @ts-expect-error there is no such code
    if (error.code === 'not_a_code') use(code)
    use(retryAfterMs, _rev)
  }
}
// @ts-expect-error brokers make these errors, websites do not
new AllodError('no')

const body: TextField = broker.collection('documents').text('1', 'body')
// @ts-expect-error that is no document of Yjs
bindText({}, body)

const json: Json = { tags: ['a', null, 1, { deep: true }] }
// @ts-expect-error JSON knows no dates
const noJson: Json = new Date()

use(end, cursor, first, json, noJson)

function use(..._values: unknown[]): void {}
