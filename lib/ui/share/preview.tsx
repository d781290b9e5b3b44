import { useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Line } from '../../protocol/browse.ts'
import type { Browse } from './use-ask.ts'

const shown = 5

/** A few of the owner's own records, when they want to see what a site would get: only the fields that it would. */
export function Preview({
  collection,
  fields,
  browse,
}: {
  collection: string
  fields: string[] | '*'
  browse: Browse
}) {
  const [isOpen, setOpen] = useState(false)
  const [lines, setLines] = useState<Line[]>()
  const [problem, setProblem] = useState('')
  const name = JSON.stringify(fields)
  useEffect(() => {
    if (!isOpen) return
    let isOver = false
    setProblem('')
    const look = async () => {
      const { entries } = await browse(service => service.slice({ collection, text: '', after: null }))
      const ids = entries.slice(0, shown).map(({ id }) => id)
      const found = await browse(service => service.lines({ collection, ids, fields: JSON.parse(name) }))
      if (!isOver) setLines(found)
    }
    look().catch(error => setProblem((error as Error).message))
    return () => {
      isOver = true
    }
  }, [isOpen, collection, name, browse])

  return (
    <div class="preview">
      <button type="button" class="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? i18n.t('share.hideRecords') : i18n.t('share.showRecords', { collection })}
      </button>
      {isOpen && problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {isOpen && lines && (
        <ul aria-label={i18n.t('share.someRecords', { collection })}>
          {lines.map(({ id, title, rest }) => (
            <li key={id}>
              {title || i18n.t('share.emptyRecord')} <span class="soft">{rest}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
