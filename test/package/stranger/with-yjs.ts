import { type AllodError, type BindOptions, bindText, getBroker } from 'allod'
import { Doc } from 'yjs'

const broker = await getBroker()
const field = broker?.collection('documents').text('1', 'body')
const options: BindOptions = { signal: AbortSignal.timeout(1000), onEnd: (error: AllodError) => error.code }
const doc = new Doc()
if (field) await bindText(doc, field, options)
// @ts-expect-error a binding needs a text
await bindText(doc, broker)
// @ts-expect-error it is told of its end by an error
if (field) await bindText(doc, field, { onEnd: (error: string) => error })
