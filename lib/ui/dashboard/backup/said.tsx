import type { DeedState } from './use-deed.ts'

/** What came of something, where it can be heard too; and meanwhile that it is being done. */
export function Said({ deed: { isBusy, outcome }, busy = '' }: { deed: DeedState; busy?: string }) {
  const isError = outcome?.isError ?? false
  return (
    <>
      <p role="status">{isBusy ? busy : isError ? '' : (outcome?.words ?? '')}</p>
      {isError && (
        <p class="warning" role="alert">
          {outcome?.words}
        </p>
      )}
    </>
  )
}
