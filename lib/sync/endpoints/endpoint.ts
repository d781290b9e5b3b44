/** An object store of somebody else's: what every kind of endpoint can do. It may lie, lose and crash. */

/** One object in a listing. */
export interface Listed {
  /** The last part of its name. */
  name: string
  /** Whatever changes when the object does: its ETag, or time and size; null where the server tells neither. */
  tag: string | null
}

export interface Condition {
  /** Write only if there is nothing under that name yet, or only over the object with this ETag, exactly as it was told. */
  ifNoneMatch?: '*'
  ifMatch?: string
}

/**
 * Names are relative to the place that the owner gave, parts are separated by `/`, and consist of letters, digits and
 * `-`, `_`, `.` alone; none begins with a dot. Nothing waits for ever: each request ends after a while by itself.
 */
export interface Endpoint {
  /** What stands directly in a folder, folders left out; a folder that is not there is empty. */
  list(folder: string, signal: AbortSignal): Promise<Listed[]>
  /** The folders that stand directly in a folder. */
  folders(folder: string, signal: AbortSignal): Promise<string[]>
  /** Null: there is no such object. That is the one answer which says so; every other failure throws. */
  get(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null>
  /** Makes the folders that it needs. @throws EndpointError `lost` where a condition was not met */
  put(name: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal, condition?: Condition): Promise<void>
  /** Of an object that is not there: nothing happens. */
  delete(name: string, signal: AbortSignal): Promise<void>
  /** The object's ETag as the server tells it, unchanged; null where it tells none. Of an object that is there. */
  tagOf(name: string, signal: AbortSignal): Promise<string | null>
  /** Removes a folder with all that is in it. Not there where folders come and go with their objects. */
  removeFolder?(folder: string, signal: AbortSignal): Promise<void>
}

/**
 * `offline`: no answer came. `refused`: name or password are wrong, or may not do this. `full`: there is no room left.
 * `busy`: it asks for patience. `broken`: it fails, or answers what makes no sense. `lost`: a condition was not met.
 * `tooLarge`: it takes no object of this size.
 */
export type EndpointProblem = 'offline' | 'refused' | 'full' | 'busy' | 'broken' | 'lost' | 'tooLarge'

export class EndpointError extends Error {
  readonly problem: EndpointProblem
  /** What the server asked for, in milliseconds. */
  readonly retryAfter: number | undefined

  /** @param detail method, name and status, for whoever is asked for help; never a password */
  constructor(problem: EndpointProblem, detail: string, retryAfter?: number) {
    super(detail)
    this.name = 'EndpointError'
    this.problem = problem
    this.retryAfter = retryAfter
  }
}
