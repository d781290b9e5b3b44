export { mergeUpdates } from 'yjs'
export { checkUpdate } from './check.ts'
export { clientsIn, inspectUpdate } from './inspect.ts'
export { clientIdOf, seedUpdate, Text } from './text.ts'
