import { render } from 'preact'
import '../../lib/ui/style.css'
import './popup.css'
import { PopupApp } from '../../lib/ui/popup/app.tsx'
import { provideTexts } from '../../lib/ui/texts.ts'

await provideTexts()
render(<PopupApp />, document.getElementById('app') as HTMLElement)
