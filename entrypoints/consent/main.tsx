import { render } from 'preact'
import '../../lib/ui/style.css'
import './consent.css'
import { ConsentApp } from '../../lib/ui/consent/app.tsx'
import { provideTexts } from '../../lib/ui/texts.ts'

await provideTexts()
render(<ConsentApp />, document.getElementById('app') as HTMLElement)
