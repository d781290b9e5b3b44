/** Why there is no store: what our own pages are told in the place of everything else. Sites learn nothing of it. */

/**
 * `newer`: a later version of the extension has written it. `blocked`: an earlier one still has it open. `full`: the disk
 * has no room for opening it. `broken`: it cannot be opened or brought to this version.
 */
export type TroubleKind = 'newer' | 'blocked' | 'full' | 'broken'

export interface Trouble {
  kind: TroubleKind
  /** In the words of the browser or of the code, for whoever is asked for help. */
  detail: string
}

/** What the news Port says then. */
export interface TroubleNews {
  trouble: Trouble
}
