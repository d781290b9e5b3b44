import { i18n } from '#i18n'

/** What a backup is, before there is one. */
export function About({ setUp, restore }: { setUp(): void; restore(): void }) {
  return (
    <section aria-labelledby="about-backup" class="card">
      <h2 id="about-backup" class="host">
        {i18n.t('backup.aboutHeading')}
      </h2>
      <p>{i18n.t('backup.encrypted')}</p>
      <p>{i18n.t('backup.learns')}</p>
      <p>{i18n.t('backup.noHelp')}</p>
      <p class="buttons">
        <button type="button" class="primary" onClick={setUp}>
          {i18n.t('backup.setUp')}
        </button>
        <button type="button" onClick={restore}>
          {i18n.t('backup.restore')}
        </button>
      </p>
      <p class="soft">{i18n.t('backup.otherDevice')}</p>
    </section>
  )
}
