import { i18n } from '#i18n'

/** As long as there is too little room on the disk: what does not go on, what does, and what helps. */
export function DiskNotice() {
  return (
    <p class="warning" role="alert">
      <strong>{i18n.t('disk.isLow')}</strong> {i18n.t('disk.goesOn')} {i18n.t('disk.helps')}
    </p>
  )
}
