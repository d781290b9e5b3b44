import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { ThrowAwayAsk } from '../../../protocol/hidden.ts'
import type { Act } from './use-act.ts'

export type ThrowAway = (name: string, host: string) => void

/**
 * Throws a hidden store away, a part at a time. It goes on when the card from which it was begun goes: as soon as the
 * store is nobody's any more. What is interrupted is found among the stores of no site, and can be thrown away again.
 */
export function useThrowAway(act: Act): { throwAway: ThrowAway; space: string | undefined } {
  /** The one that is going. */
  const [space, setSpace] = useState<string>()
  const throwAway: ThrowAway = async (name, host) => {
    setSpace(name)
    const gone = i18n.t('hidden.isGone', { host })
    await act(async service => {
      const space = await service.forgetHidden(name)
      setSpace(space)
      let at: ThrowAwayAsk['at'] = null
      do {
        const from: ThrowAwayAsk['at'] = at
        at = await service.throwAway({ space, at: from })
      } while (at !== null)
    }, gone)
    setSpace(undefined)
  }
  return { throwAway, space }
}
