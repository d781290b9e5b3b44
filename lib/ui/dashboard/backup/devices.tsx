import { i18n } from '#i18n'
import type { BackupView } from '../../../protocol/backup.ts'
import { momentOf } from '../words.ts'

/** Who backs up to the same place. */
export function Devices({ devices }: Pick<BackupView, 'devices'>) {
  if (devices.length === 0) return null
  return (
    <section aria-labelledby="backup-devices">
      <h2 id="backup-devices">{i18n.t('backup.devices')}</h2>
      <ul class="plain">
        {devices.map(({ device, name, isThis, seen }) => (
          <li key={device} class="line">
            <span class="host">{isThis ? i18n.t('backup.isThis', { name }) : name}</span>
            {!isThis && (
              <span class="soft">
                {seen === null ? i18n.t('backup.seenNever') : i18n.t('backup.seen', { time: momentOf(seen) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
