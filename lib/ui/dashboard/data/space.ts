import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { hashOf } from '../route.ts'

/** The hidden store that is looked into, by its name; undefined: the owner's own. */
const Hidden = createContext<string | undefined>(undefined)

export const HiddenProvider = Hidden.Provider

/** In which store the lists stand. A hidden one can only be read. */
export function useSpace() {
  const hidden = useContext(Hidden)
  return {
    isHidden: hidden !== undefined,
    hidden,
    /** What a question adds to name it. */
    where: hidden === undefined ? {} : { hidden },
    hrefOf: (collection: string, id?: string) => {
      const what = { collection, ...(id === undefined ? {} : { id }) }
      return hashOf(hidden === undefined ? { section: 'data', ...what } : { section: 'hidden', hidden, ...what })
    },
  }
}
