export { mergeUpdates } from 'yjs'
export { clientsIn, type Inspection, inspectUpdate } from './inspect.ts'
export { replaceString } from './replace.ts'
export { clientIdOf, seedUpdate, Text } from './text.ts'
