import { i18n } from '#i18n'
import type { WrittenView } from '../../protocol/browse.ts'
import { momentOf, writerOf } from './words.ts'

function When({ time }: { time: number }) {
  return <time dateTime={new Date(time).toISOString()}>{momentOf(time)}</time>
}

const ways = { by: 'record.by', made: 'record.made', written: 'record.written' } as const

/** "by notes.example, today, 10:15", and what was done before it, if that is to be said. */
export function By({ written, how = 'by' }: { written: WrittenView; how?: keyof typeof ways }) {
  return (
    <>
      {i18n.t(ways[how], { writer: writerOf(written) })} <When time={written.time} />
    </>
  )
}
