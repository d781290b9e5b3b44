import { BrokerError } from '../../protocol/errors.ts'
import type { Params } from '../../protocol/page.ts'
import { deleteWrite } from './delete.ts'
import type { CallOf, Handler } from './handler.ts'
import { patchWrite } from './patch.ts'
import { putWrite } from './put.ts'
import { type RecordWrite, writeRecords } from './write.ts'

type Operation = Params<'batch'>['operations'][number]

/** All or nothing, as one commit. An error names the operation that it is about. */
export const batch: Handler<'batch'> = async (call, { operations }) => {
  const writes = operations.map((operation, i) => at(i, () => writeOf(call, operation)))
  const seen = new Set<string>()
  for (const [i, { key }] of writes.entries()) {
    const id = key[2]
    if (seen.has(id)) throw new BrokerError('invalid_request', `operations[${i}]: this record is in the batch already`)
    seen.add(id)
  }
  return writeRecords(
    call,
    writes.map((write, i) => ({ ...write, build: (group, view) => at(i, () => write.build(group, view)) })),
  )
}

function writeOf(call: CallOf, operation: Operation): RecordWrite {
  if (operation.op === 'put') return putWrite(call, operation)
  if (operation.op === 'patch') return patchWrite(call, operation)
  return deleteWrite(call, operation)
}

function at<T>(i: number, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error
    throw new BrokerError(error.code, `operations[${i}]: ${error.message}`, error.details)
  }
}
