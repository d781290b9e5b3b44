export { clientsIn, inspectUpdate } from '../text/index.ts'
export type { Base } from './base.ts'
export type { Written, WrittenRecord } from './browse.ts'
export type { Author, Commit, Op } from './commit.ts'
export type { Group, TextChange } from './group.ts'
export { type FieldSet, hasField, LoadedRecord } from './loaded.ts'
export type { PendingWrite } from './queue.ts'
export type { RecordKey } from './row.ts'
export {
  type GrantPart,
  type GrantRow,
  type RequestRow,
  type StoredAnswer,
  startingWith,
  type WriteTransaction,
} from './schema.ts'
export { Store } from './store.ts'
export type { GroupEvent, RecordChange } from './turn.ts'
