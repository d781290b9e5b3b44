import { announceBroker } from '../lib/page/api.ts'

export default defineUnlistedScript(announceBroker)
