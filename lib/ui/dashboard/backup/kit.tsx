import { i18n } from '#i18n'
import { inGroups, type Kit } from './kit.ts'
import { placeWords } from './words.ts'
import { WordList } from './words-step.tsx'

const withBackup = ['kit.restore1', 'kit.restore2', 'kit.restore3', 'kit.restore4', 'kit.restore5'] as const
const withFile = ['kit.openFile1', 'kit.openFile2', 'kit.openFile3'] as const

/** The page that is printed. It stands in the document only as long as the words may be seen. */
function KitPage({ kit: { words, identity, fingerprint, backup }, now }: { kit: Kit; now: number }) {
  const date = new Date(now).toLocaleDateString(undefined, { dateStyle: 'long' })
  return (
    <article class="kit notranslate" translate={false} aria-labelledby="kit-title">
      <h3 id="kit-title">{i18n.t('kit.title')}</h3>
      <p>
        {i18n.t('kit.made', { date })} <strong>{i18n.t('kit.secret')}</strong>
      </p>
      <h4>{i18n.t('kit.restoreHeading')}</h4>
      <ol>
        {(backup ? withBackup : withFile).map(step => (
          <li key={step}>{i18n.t(step)}</li>
        ))}
      </ol>
      <h4>{i18n.t('kit.words')}</h4>
      <WordList words={words} />
      <dl>
        {backup && (
          <>
            <dt>{i18n.t('kit.server')}</dt>
            <dd>
              {placeWords(backup.endpoint)}. {i18n.t('kit.noPassword')}
            </dd>
            <dt>{i18n.t('kit.code', { date })}</dt>
            <dd class={backup.code ? 'id' : undefined}>{backup.code ?? i18n.t('kit.noCode')}</dd>
            <dt>{i18n.t('kit.store')}</dt>
            <dd class="id">{inGroups(backup.store)}</dd>
          </>
        )}
        <dt>{i18n.t('kit.fingerprint')}</dt>
        <dd class="id">{fingerprint}</dd>
      </dl>
      <h4>{i18n.t('kit.keyHeading')}</h4>
      <p>{i18n.t('kit.key')}</p>
      <p class="id">{identity}</p>
      <p class="id">{i18n.t('kit.command')}</p>
    </article>
  )
}

/** With the buttons around it. */
export function KitToPrint({ kit, done }: { kit: Kit; done(): void }) {
  return (
    <>
      <p>{i18n.t('kit.about')}</p>
      <p class="buttons">
        <button type="button" class="primary" onClick={() => print()}>
          {i18n.t('kit.print')}
        </button>
        <button type="button" onClick={done}>
          {i18n.t('kit.done')}
        </button>
      </p>
      <KitPage kit={kit} now={Date.now()} />
    </>
  )
}
