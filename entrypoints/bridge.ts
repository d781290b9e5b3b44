import { startBridge } from '../lib/page/bridge.ts'

export default defineUnlistedScript(() => startBridge(browser.runtime as never))
