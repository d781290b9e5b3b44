export { isEqual } from '../query/json.ts'
export { checkUpdate, clientsIn, inspectUpdate, mergeUpdates, Text, unknownPart } from '../text/index.ts'
export { Entries, type Entry, type Noted, type Notes } from './activity.ts'
export type { ArchivedGroup } from './archive-import.ts'
export type { LogPlace } from './archive-read.ts'
export type {
  BackupSetup,
  BackupStatus,
  Building,
  Chain,
  DeviceKeysRow,
  Moving,
  NamedObject,
  OutboxRow,
  Peer,
  Piece,
} from './backup-rows.ts'
export type { Base } from './base.ts'
export type { WrittenRecord } from './browse.ts'
export type { Author, Commit, Op } from './commit.ts'
export { fieldChange } from './field-change.ts'
export type { Group, TextChange } from './group.ts'
export { makerPath } from './indexes/rows.ts'
export { commitLine, groupsOf, parseCommits } from './lines.ts'
export { type FieldSet, hasField, LoadedRecord } from './loaded.ts'
export type { LogChoice } from './log-lines.ts'
export { putRow } from './put.ts'
export type { PendingWrite } from './queue.ts'
export type { RecordKey, Row } from './row.ts'
export {
  type ActivityRow,
  type GrantPart,
  type GrantRow,
  type RequestRow,
  type Settings,
  type SiteRow,
  type StoredAnswer,
  startingWith,
  type WriteTransaction,
} from './schema.ts'
export { timeOf } from './stamp.ts'
export { Store } from './store.ts'
export type { GroupEvent, RecordChange } from './turn.ts'
export type { UndoneRecord } from './undo-load.ts'
export { deleteDatabase } from './upgrade.ts'
export type { Access } from './walk/access.ts'
export type { Visitor } from './walk/walk.ts'
