export { type Service, startBroker } from './start.ts'
