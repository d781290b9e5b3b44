import { render } from 'preact'
import '../../lib/ui/style.css'
import './consent.css'
import { ConsentApp } from '../../lib/ui/consent/app.tsx'
import { provideTexts } from '../../lib/ui/texts.ts'
import { Frame } from '../../lib/ui/trouble.tsx'

await provideTexts()
render(
  <Frame>
    <ConsentApp />
  </Frame>,
  document.getElementById('app') as HTMLElement,
)
