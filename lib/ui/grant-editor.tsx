import { useCallback, useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Scope } from '../protocol/api.ts'
import type { BrowseService } from '../protocol/browse.ts'
import type { PartView, SitesService } from '../protocol/owner.ts'
import type { CollectionToday, Share } from '../protocol/sharing.ts'
import { HowLong, type Lasting, lastingFrom, localTime } from './share/how-long.tsx'
import { scopeOf, sharesNothing } from './share/share.ts'
import { ShareForm } from './share/share-form.tsx'
import type { Browse } from './share/use-ask.ts'
import { hostOf, lifetimeOf, offerOf } from './words.ts'

/** What the editor asks of the background. */
export type AskSites = <R>(question: (service: SitesService & BrowseService) => Promise<R>) => Promise<R>

interface GrantEditorProps {
  origin: string
  part: PartView
  ask: AskSites
  close(): void
}

/** The owner narrows or extends what a site has, and changes its end. Open pages feel it at once. */
export function GrantEditor({ origin, part, ask, close }: GrantEditorProps) {
  const { name, scope, picked, lifetime, expiresAt } = part
  const { collection, access, fields, records } = scope
  const whole: Scope = { collection, access: ['read', 'create', 'update', 'delete'], fields: '*', records: 'all' }
  const [share, setShare] = useState<Share>({ access, fields, records, picked })
  const [lasting, setLasting] = useState<Lasting>({
    lifetime,
    until: lifetime === 'until' && expiresAt !== null ? localTime(expiresAt) : '',
  })
  const [today, setToday] = useState<CollectionToday>({ count: 0, fields: [], picked: [] })
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const browse: Browse = useCallback(question => ask(service => question(service)), [ask])

  useEffect(() => {
    ask(service => service.fieldNames(collection)).then(
      // Whether there are records at all is told by their fields; how many they are is of no use here.
      fields => setToday({ count: fields.length, fields, picked: [] }),
      error => setProblem((error as Error).message),
    )
  }, [ask, collection])

  const { error, ...end } = lastingFrom(lasting)
  const isEnd = sharesNothing(share)
  const save = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setProblem('')
    try {
      await ask(service => service.editGrant({ origin, collection, name, share, ...end }))
      close()
    } catch (error) {
      setProblem((error as Error).message)
      setBusy(false)
    }
  }

  return (
    <form class="editor" aria-label={i18n.t('access.editorOf', { host: hostOf(origin), collection })} onSubmit={save}>
      <fieldset>
        <legend>{collection}</legend>
        <ShareForm asked={whole} today={today} before={[]} share={share} change={setShare} browse={browse} />
      </fieldset>
      <HowLong lasting={lasting} change={setLasting} error={error} />
      <p role="status">
        {isEnd
          ? i18n.t('access.nothingTicked', { collection })
          : i18n.t('access.sentence', {
              what: offerOf([{ scope: scopeOf(collection, share), picked: share.picked.length }]),
              lifetime: lifetimeOf(end.lifetime, end.expiresAt),
            })}
      </p>
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      <p class="buttons">
        <button type="button" class="small" onClick={close}>
          {i18n.t('access.cancel')}
        </button>
        <button type="submit" class="small primary" disabled={isBusy || error !== ''}>
          {i18n.t(isEnd ? 'access.endIt' : 'access.save')}
        </button>
      </p>
    </form>
  )
}
