import type { Scope, Verb } from '../../protocol/owner.ts'
import { countOf, differenceOf, hasAlready, reachOf, tickName, verbHint, verbWord } from '../words.ts'

interface WhatProps {
  scopes: readonly Scope[]
  /** How many records each collection holds. */
  counts: readonly number[]
  /** What is granted already. */
  before: readonly Scope[]
  /** The ticked verbs of each scope. */
  access: Verb[][]
  change(access: Verb[][]): void
}

/** The counter-offer: what is ticked is granted, and nothing else. */
export function What({ scopes, counts, before, access, change }: WhatProps) {
  const set = (i: number, verbs: Verb[]) => change(access.map((known, at) => (at === i ? verbs : known)))
  const canRead = scopes.some(scope => scope.access.includes('read') && scope.access.length > 1)
  return (
    <section id="what" aria-label="What it may do">
      {scopes.map((scope, i) => (
        <fieldset key={scope.collection}>
          <legend>{scope.collection}</legend>
          <p class="soft">
            {reachOf(scope)}. {countOf(counts[i] ?? 0)}
          </p>
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
                {verbWord(verb)}{' '}
                <span class="soft">{hasAlready(before, scope, verb) ? 'allowed already' : verbHint(verb)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      {before.length > 0 && <p class="difference">{differenceOf(scopes, before)}</p>}
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
