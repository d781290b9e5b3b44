export { createRecord } from './own-writes.ts'
export { scopesOf } from './parts.ts'
export { type Service, startBroker } from './start.ts'
export { showWelcome } from './welcome.ts'
