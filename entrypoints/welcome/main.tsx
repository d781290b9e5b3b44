import { render } from 'preact'
import '../../lib/ui/style.css'
import './welcome.css'
import { WelcomeApp } from '../../lib/ui/welcome/app.tsx'

render(<WelcomeApp />, document.getElementById('app') as HTMLElement)
