import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { AudienceView, WelcomeService } from '../../protocol/owner.ts'
import { AudienceChoice } from '../audience.tsx'
import { connectOwner, type OwnerClient } from '../owner.ts'

/** The first page after the installation. It asks for nothing, and may be closed at any time. */
export function WelcomeApp() {
  const client = useRef<OwnerClient<WelcomeService> | undefined>(undefined)
  const [text, setText] = useState('')
  const [notes, setNotes] = useState(0)
  const [problem, setProblem] = useState('')
  const [audience, setAudience] = useState<AudienceView>()

  useEffect(() => {
    document.title = i18n.t('welcome.title')
    const look = async () => {
      await Promise.resolve() // the client exists once this effect has run
      try {
        setAudience(await client.current?.ask(service => service.audience()))
      } catch {} // interrupted: it looks again when the background is back
    }
    client.current = connectOwner<WelcomeService>(
      news => {
        if (news === null || news === 'audience') void look()
      },
      () => {},
    )
  }, [])

  const keep = async (event: Event) => {
    event.preventDefault()
    setProblem('')
    try {
      await client.current?.ask(service => service.addNote(text))
      setNotes(notes + 1)
      setText('')
    } catch (error) {
      setProblem((error as Error).message)
    }
  }

  return (
    <main>
      <h1>{i18n.t('welcome.heading')}</h1>
      <p class="lead">{i18n.t('welcome.lead')}</p>
      <form onSubmit={keep}>
        <label for="note">{i18n.t('welcome.tryIt')}</label>
        <textarea id="note" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
        <button type="submit" class="primary" disabled={text.trim() === ''}>
          {i18n.t('welcome.keep')}
        </button>
        <p role="status">{notes > 0 && i18n.t('welcome.isKept')}</p>
        {problem && (
          <p class="warning" role="alert">
            {problem}
          </p>
        )}
      </form>
      {audience && (
        <AudienceChoice
          view={audience}
          choose={async chosen => client.current?.ask(service => service.setAudience(chosen))}
        />
      )}
      <p>
        <a href="dashboard.html">{i18n.t('welcome.lookAtData')}</a>
      </p>
      <p class="warning">{i18n.t('welcome.standsHere')}</p>
    </main>
  )
}
