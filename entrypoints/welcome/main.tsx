import { render } from 'preact'
import '../../lib/ui/style.css'
import './welcome.css'
import { provideTexts } from '../../lib/ui/texts.ts'
import { Frame } from '../../lib/ui/trouble.tsx'
import { WelcomeApp } from '../../lib/ui/welcome/app.tsx'

await provideTexts()
render(
  <Frame>
    <WelcomeApp />
  </Frame>,
  document.getElementById('app') as HTMLElement,
)
