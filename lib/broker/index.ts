export { scopesOf } from './parts.ts'
export { type Service, startBroker } from './start.ts'
