export { type CompiledQuery, compileQuery, compileSelector } from './compile.ts'
export { collate } from './json.ts'
export { QueryError, type QueryErrorCode } from './query-error.ts'
