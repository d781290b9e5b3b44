import { useEffect, useRef, useState } from 'preact/hooks'
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
      <h1>This is your own database</h1>
      <p class="lead">
        Allod keeps your data in this browser, and it belongs to you. When a website wants to read or write some of it,
        Allod asks you in a window of its own. You see who may do what under the Allod button, and take it back with one
        click.
      </p>
      <form onSubmit={keep}>
        <label for="note">Try it: write your first note</label>
        <textarea id="note" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
        <button type="submit" class="primary" disabled={text.trim() === ''}>
          Keep it
        </button>
        <p role="status">
          {notes > 0 &&
            `Kept. It stands in your collection “notes”, and no website sees it unless you allow that website to read notes.`}
        </p>
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
        <a href="dashboard.html">Look at your data</a>
      </p>
      <p class="warning">
        Your data stands in this browser alone: removing the extension deletes it, until you have exported it.
      </p>
    </main>
  )
}
