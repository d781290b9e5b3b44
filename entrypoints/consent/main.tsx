import { render } from 'preact'
import '../../lib/ui/style.css'
import './consent.css'
import { ConsentApp } from '../../lib/ui/consent/app.tsx'

render(<ConsentApp />, document.getElementById('app') as HTMLElement)
