import { render } from 'preact'
import '../../lib/ui/style.css'
import './popup.css'
import { PopupApp } from '../../lib/ui/popup/app.tsx'
import { provideTexts } from '../../lib/ui/texts.ts'
import { Frame } from '../../lib/ui/trouble.tsx'

await provideTexts()
render(
  <Frame>
    <PopupApp />
  </Frame>,
  document.getElementById('app') as HTMLElement,
)
