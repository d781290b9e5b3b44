import { render } from 'preact'
import '../../lib/ui/style.css'
import './welcome.css'
import { provideTexts } from '../../lib/ui/texts.ts'
import { WelcomeApp } from '../../lib/ui/welcome/app.tsx'

await provideTexts()
render(<WelcomeApp />, document.getElementById('app') as HTMLElement)
