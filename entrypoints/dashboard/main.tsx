import { render } from 'preact'
import '../../lib/ui/style.css'
import './dashboard.css'
import './history.css'
import './backup.css'
import { DashboardApp } from '../../lib/ui/dashboard/app.tsx'
import { provideTexts } from '../../lib/ui/texts.ts'
import { Frame } from '../../lib/ui/trouble.tsx'

await provideTexts()
render(
  <Frame>
    <DashboardApp />
  </Frame>,
  document.getElementById('app') as HTMLElement,
)
