export { collate } from './json.ts'
