import type { Scope, Verb } from '../../protocol/owner.ts'
import { reachOf, tickName, verbHint, verbWord } from '../words.ts'

interface WhatProps {
  scopes: readonly Scope[]
  /** The ticked verbs of each scope. */
  access: Verb[][]
  change(access: Verb[][]): void
}

/** The counter-offer: what is ticked is granted, and nothing else. */
export function What({ scopes, access, change }: WhatProps) {
  const set = (i: number, verbs: Verb[]) => change(access.map((known, at) => (at === i ? verbs : known)))
  const canRead = scopes.some(scope => scope.access.includes('read') && scope.access.length > 1)
  return (
    <section id="what" aria-label="What it may do">
      {scopes.map((scope, i) => (
        <fieldset key={scope.collection}>
          <legend>{scope.collection}</legend>
          <p class="soft">{reachOf(scope)}</p>
          {scope.access.map(verb => (
            <label key={verb}>
              <input
                type="checkbox"
                aria-label={tickName(verb, scope)}
                checked={access[i]?.includes(verb) ?? false}
                onChange={({ currentTarget }) => {
                  const others = (access[i] ?? []).filter(known => known !== verb)
                  set(i, currentTarget.checked ? [...others, verb] : others)
                }}
              />
              <span>
                {verbWord(verb)} <span class="soft">{verbHint(verb)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      {canRead && (
        <p class="quick">
          <button
            type="button"
            class="small"
            onClick={() => change(scopes.map(scope => scope.access.filter(verb => verb === 'read')))}
          >
            Read only
          </button>
          <button type="button" class="small" onClick={() => change(scopes.map(scope => [...scope.access]))}>
            As asked
          </button>
        </p>
      )}
    </section>
  )
}
