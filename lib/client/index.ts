/** The npm package `allod`: what a website imports. */
export type * from '../protocol/api.ts'
export type { ErrorCode, ErrorName } from '../protocol/errors.ts'
export { type BindOptions, bindText, type YDoc } from './bind-text.ts'
export { AllodError } from './error.ts'
export { getBroker } from './get-broker.ts'
export { scope } from './scope.ts'
