import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { EndpointConfig } from '../../../protocol/backup.ts'
import { fieldsOf, parseServer, type ServerDraft, type ServerField, type Wrong } from './server.ts'
import { TextField } from './text-field.tsx'

const labels = {
  url: 'backup.url',
  user: 'backup.user',
  password: 'backup.password',
  bucket: 'backup.bucket',
  region: 'backup.region',
  prefix: 'backup.prefix',
  accessKey: 'backup.accessKey',
  secretKey: 'backup.secretKey',
} as const satisfies Record<ServerField, string>
const hints = {
  url: 'backup.urlHint',
  password: 'backup.passwordHint',
  region: 'backup.regionHint',
  prefix: 'backup.prefixHint',
} as const satisfies Partial<Record<ServerField, string>>

const kinds = { webdav: 'backup.webdav', s3: 'backup.s3' } as const

/**
 * A server's address, and what opens it.
 * @param submit called within the click, with what is well-formed; the rest is said at its field
 */
export function ServerForm({
  draft,
  change,
  submit,
  isBusy,
  isKindFixed = false,
  yes,
  children,
}: {
  draft: ServerDraft
  change(draft: ServerDraft): void
  submit(endpoint: EndpointConfig): void
  isBusy: boolean
  isKindFixed?: boolean
  /** The name of the button. */
  yes: string
  /** Beside the button. */
  children?: ComponentChildren
}) {
  const [wrong, setWrong] = useState<Wrong>({})
  const form = useRef<HTMLFormElement>(null)
  const { kind } = draft
  const fields: readonly ServerField[] = fieldsOf[kind]

  const send = (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    const parsed = parseServer(draft)
    setWrong('wrong' in parsed ? parsed.wrong : {})
    if ('endpoint' in parsed) submit(parsed.endpoint)
    else form.current?.querySelector<HTMLElement>(`#server-${fields.find(name => parsed.wrong[name])}`)?.focus()
  }

  return (
    <form ref={form} class="typing" noValidate onSubmit={send}>
      {!isKindFixed && (
        <fieldset>
          <legend>{i18n.t('backup.kind')}</legend>
          {(['webdav', 's3'] as const).map(one => (
            <label key={one}>
              <input
                type="radio"
                name="kind"
                checked={kind === one}
                onChange={() => {
                  setWrong({})
                  change({ ...draft, kind: one })
                }}
              />
              {i18n.t(kinds[one])}
            </label>
          ))}
        </fieldset>
      )}
      {fields.map(name => (
        <TextField
          key={name}
          id={`server-${name}`}
          label={i18n.t(name === 'url' && kind === 's3' ? 'backup.serverUrl' : labels[name])}
          hint={hintOf(name, kind)}
          value={draft[name]}
          wrong={wrong[name]}
          isSecret={name === 'password' || name === 'secretKey'}
          change={value => change({ ...draft, [name]: value })}
        />
      ))}
      <p class="buttons">
        {children}
        <button type="submit" class="primary" disabled={isBusy}>
          {yes}
        </button>
      </p>
    </form>
  )
}

function hintOf(name: ServerField, kind: ServerDraft['kind']): string | undefined {
  if (name === 'url' && kind === 's3') return i18n.t('backup.serverUrlHint')
  return name in hints ? i18n.t(hints[name as keyof typeof hints]) : undefined
}
