/** The steps to recovery words, and to a backup. Pure: what is done in them comes from outside. */
import type { EndpointConfig, ProbeReport } from '../../../protocol/backup.ts'

/** `type`: of words that the owner has already; `words` and `check`: of new ones. */
type Step = 'server' | 'type' | 'words' | 'check' | 'device' | 'kit'

const paths = {
  /** A backup with new words, and one with words that are there. */
  fresh: ['server', 'words', 'check', 'device', 'kit'],
  known: ['server', 'type', 'device', 'kit'],
  /** Words alone, to seal exports with. */
  words: ['words', 'check', 'kit'],
} as const satisfies Record<string, readonly Step[]>
export type Path = keyof typeof paths

export interface Ceremony {
  path: Path
  step: Step
  /** What has been tried out, and how that went. */
  tried: { endpoint: EndpointConfig; report: ProbeReport } | null
  /** In memory alone; gone with the ceremony. */
  words: readonly string[]
  /** Which of them are asked back, from 0. */
  places: readonly number[]
}

export type Deed =
  | { do: 'try'; tried: Ceremony['tried'] }
  /** New words stand ready before they can be needed. */
  | { do: 'next'; words: readonly string[]; places: readonly number[] }
  | { do: 'back' }
  /** Words that the owner has typed. */
  | { do: 'know'; words: readonly string[] }
  /** The owner does not have them any more. */
  | { do: 'renew'; words: readonly string[] }

export const beginning = (path: Path, words: readonly string[] = []): Ceremony => ({
  path,
  step: paths[path][0],
  tried: null,
  words,
  places: [],
})

export function after(ceremony: Ceremony, deed: Deed): Ceremony {
  const { path, step, tried } = ceremony
  const go = (by: 1 | -1): Ceremony => {
    const steps: readonly Step[] = paths[path]
    return { ...ceremony, step: steps[steps.indexOf(step) + by] ?? step }
  }
  switch (deed.do) {
    case 'try':
      return step === 'server' ? { ...ceremony, tried: deed.tried } : ceremony
    case 'next':
      if (step === 'type' || (step === 'server' && !tried?.report.works)) return ceremony
      if (step === 'words') return { ...go(1), places: deed.places } // others each time: nobody learns three words by heart
      return step === 'server' && path === 'fresh' && ceremony.words.length === 0
        ? { ...go(1), words: deed.words }
        : go(1)
    case 'back':
      return step === 'kit' ? ceremony : go(-1)
    case 'know':
      return step === 'type' ? { ...go(1), words: deed.words } : ceremony
    case 'renew':
      return step === 'type' ? { ...ceremony, path: 'fresh', step: 'words', words: deed.words } : ceremony
  }
}

/** "Step 2 of 5" */
export function countOf({ path, step }: Ceremony): { step: number; all: number } {
  const steps: readonly Step[] = paths[path]
  return { step: steps.indexOf(step) + 1, all: steps.length }
}
