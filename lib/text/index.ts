export { mergeUpdates } from 'yjs'
export { clientsIn, inspectUpdate } from './inspect.ts'
export { clientIdOf, seedUpdate, Text } from './text.ts'
