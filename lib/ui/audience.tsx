import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { browser } from '../platform/browser.ts'
import type { AudienceName, AudienceView } from '../protocol/owner.ts'

const choices = [
  { audience: 'everyone', text: 'audience.everyone', hint: 'audience.everyoneHint' },
  { audience: 'quiet', text: 'audience.quiet', hint: 'audience.quietHint' },
] as const

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
      if (!(await allowed)) throw new Error(i18n.t('audience.staysQuiet'))
      await choose(wanted)
      setSaid(i18n.t(wanted === 'quiet' ? 'audience.isQuiet' : 'audience.isEveryone'))
    } catch (error) {
      setProblem((error as Error).message)
    }
    setChosen(undefined)
  }

  return (
    <fieldset class="audience">
      <legend>{i18n.t('audience.question')}</legend>
      {choices.map(({ audience: name, text, hint }) => (
        <div key={name} class="choice">
          <input
            type="radio"
            name="audience"
            id={`audience-${name}`}
            checked={audience === name}
            aria-describedby={`audience-${name}-what`}
            onChange={() => void change(name)}
          />
          <label for={`audience-${name}`}>{i18n.t(text)}</label>
          <p id={`audience-${name}-what`} class="soft">
            {i18n.t(hint)}
          </p>
        </div>
      ))}
      <p role="status">{said}</p>
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {audience === 'everyone' && !view.isHeld && (
        <p class="warning">
          {i18n.t('audience.isBlocked')}{' '}
          <button type="button" class="small" onClick={() => void change('everyone')}>
            {i18n.t('audience.askBrowser')}
          </button>
        </p>
      )}
    </fieldset>
  )
}
