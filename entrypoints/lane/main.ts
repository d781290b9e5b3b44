import { passLaneOn } from '../../lib/page/lane-frame.ts'

passLaneOn()
