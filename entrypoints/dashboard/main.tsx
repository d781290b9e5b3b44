import { render } from 'preact'
import '../../lib/ui/style.css'
import './dashboard.css'
import './history.css'
import { DashboardApp } from '../../lib/ui/dashboard/app.tsx'
import { provideTexts } from '../../lib/ui/texts.ts'

await provideTexts()
render(<DashboardApp />, document.getElementById('app') as HTMLElement)
