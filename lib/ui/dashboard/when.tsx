import type { WrittenView } from '../../protocol/browse.ts'
import { momentOf, writerOf } from './words.ts'

function When({ time }: { time: number }) {
  return <time dateTime={new Date(time).toISOString()}>{momentOf(time)}</time>
}

/** "by notes.example, today, 10:15" */
export function By({ written }: { written: WrittenView }) {
  return (
    <>
      by {writerOf(written)}, <When time={written.time} />
    </>
  )
}
