import { render } from 'preact'
import '../../lib/ui/style.css'
import type { ArchiveService } from '../../lib/protocol/archive-service.ts'
import { ArchiveSection } from '../../lib/ui/archive/section.tsx'
import { connectOwner } from '../../lib/ui/owner.ts'

const client = connectOwner<ArchiveService>(
  () => {},
  () => {},
)
render(<ArchiveSection client={client} />, document.getElementById('app') as HTMLElement)
