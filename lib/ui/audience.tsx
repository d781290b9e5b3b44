import { useState } from 'preact/hooks'
import { browser } from '../platform/browser.ts'
import type { AudienceName, AudienceView } from '../protocol/owner.ts'

/** The owner's choice who may see that Allod is there. It holds from the click on. */
export function AudienceChoice({
  view,
  choose,
}: {
  view: AudienceView
  choose(audience: AudienceName): Promise<unknown>
}) {
  /** Shown at once, and taken back when it fails. */
  const [chosen, setChosen] = useState<AudienceName>()
  const [said, setSaid] = useState('')
  const [problem, setProblem] = useState('')
  const audience = chosen ?? view.audience

  const change = async (wanted: AudienceName) => {
    // Within the click: the browser asks its own question on no other occasion. Where it has nothing to ask, it is true.
    const allowed = wanted === 'everyone' ? browser.permissions.request({ origins: view.everySite }) : true
    setChosen(wanted)
    setProblem('')
    setSaid('')
    try {
      if (!(await allowed)) throw new Error('The browser does not let Allod into all sites, so it stays quiet.')
      await choose(wanted)
      setSaid(
        wanted === 'quiet'
          ? 'Allod is quiet now. A tab that is open may know of it until it is reloaded.'
          : 'Every site may ask now.',
      )
    } catch (error) {
      setProblem((error as Error).message)
    }
    setChosen(undefined)
  }

  return (
    <fieldset class="audience">
      <legend>Who may see that Allod is there?</legend>
      <Choice name="Every site may ask" isChosen={audience === 'everyone'} choose={() => change('everyone')}>
        A site can tell that you have Allod, and ask. It gets nothing unless you allow it.
      </Choice>
      <Choice name="Quiet" isChosen={audience === 'quiet'} choose={() => change('quiet')}>
        To every site it looks as if you had no Allod, until you press the Allod button there and let it ask.
      </Choice>
      <p role="status">{said}</p>
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {audience === 'everyone' && !view.isHeld && (
        <p class="warning">
          The browser does not let Allod into all sites, so some cannot ask.{' '}
          <button type="button" class="small" onClick={() => void change('everyone')}>
            Ask the browser
          </button>
        </p>
      )}
    </fieldset>
  )
}

function Choice({
  name,
  isChosen,
  choose,
  children,
}: {
  name: string
  isChosen: boolean
  choose(): Promise<void>
  children: string
}) {
  const id = `audience-${name.replaceAll(' ', '-').toLowerCase()}`
  return (
    <div class="choice">
      <input
        type="radio"
        name="audience"
        id={id}
        checked={isChosen}
        aria-describedby={`${id}-what`}
        onChange={() => void choose()}
      />
      <label for={id}>{name}</label>
      <p id={`${id}-what`} class="soft">
        {children}
      </p>
    </div>
  )
}
