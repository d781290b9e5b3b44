import { DiskNotice } from '../disk-notice.tsx'
import type { Dashboard } from './service.ts'
import { useAnswer } from './use-answer.ts'

/** On every section: what is written anywhere here is refused while the disk is full. */
export function Disk({ dashboard }: { dashboard: Dashboard }) {
  const { answer: isLow } = useAnswer(dashboard, '', ['disk'], service => service.isDiskLow())
  return isLow ? <DiskNotice /> : null
}
