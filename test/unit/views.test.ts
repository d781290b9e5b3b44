import { describe, expect, it, test } from 'vitest'
import { decide, decideRequest } from '../../lib/broker/decide.ts'
import { glance, show } from '../../lib/broker/show.ts'
import {
  choosesIds,
  fieldsFor,
  fieldsForNew,
  mayAtAll,
  nameOfView,
  readable,
  type View,
  viewOf,
} from '../../lib/broker/view.ts'
import type { Scope, Verb } from '../../lib/protocol/api.ts'
import type { GrantPart } from '../../lib/store/index.ts'
import { LoadedRecord } from '../../lib/store/loaded.ts'
import { mergeOp } from '../../lib/store/row.ts'
import { bare, key, part, rowWith, writeAt } from './rows.ts'

const origin = 'https://a.test'
const view = (...parts: Partial<GrantPart>[]): View => {
  const made = viewOf(origin, 's', parts.map(part), 0)
  if (!made) throw new Error('these parts allow nothing')
  return made
}
const mine = new LoadedRecord(rowWith({ title: 'x', hidden: 'y' }, 1, origin))
const others = new LoadedRecord(rowWith({ title: 'x', hidden: 'y' }, 1, 'https://b.test'))
const dead = new LoadedRecord(mergeOp(mine.row, key, { ...bare, alive: false }, writeAt(2)))

describe('a part counts until its end, and not at it', () => {
  test.each([
    [9, true],
    [10, false],
    [11, false],
  ])('at %i of 10: %s', (now, open) => {
    const ending = part({ lifetime: 'until', expiresAt: 10 })
    expect(viewOf(origin, 's', [ending], now) !== null).toBe(open)
    const grants = [{ origin, space: 's', collection: 'notes', parts: [ending] }]
    const scopes: Scope[] = [{ collection: 'notes', access: ['read'], fields: '*', records: 'all' }]
    expect(decide(grants, { origin, collection: 'notes', verbs: ['read'] }, now).kind).toBe(open ? 'allow' : 'deny')
    expect(decideRequest(grants, { origin, scopes }, now)).toBe(open ? 'allow' : 'ask')
  })

  it('and the others go on', () => {
    expect(viewOf(origin, 's', [part({ expiresAt: 10 }), part({ access: ['update'] })], 10)?.reach.read.all).toBeNull()
  })

  it('nothing at all is no view', () => {
    expect(viewOf(origin, 's', [], 0)).toBeNull()
  })
})

describe('own and all', () => {
  const own = view({ records: 'own', access: ['read', 'update', 'delete'] })

  it('own reaches what the origin made, and nothing else', () => {
    expect(readable(own, mine)).toBe('*')
    expect(readable(own, others)).toBeNull()
    expect(fieldsFor(own, 'delete', true, 'a')).toBe('*')
    expect(fieldsFor(own, 'delete', false, 'a')).toBeNull()
    expect(choosesIds(own)).toBe(false)
  })

  it('all reaches its own too', () => {
    const all = view({ fields: ['title'] }, { records: 'own', fields: ['hidden'] })
    expect(readable(all, mine)).toEqual(new Set(['title', 'hidden']))
    expect(readable(all, others)).toEqual(new Set(['title']))
    expect(choosesIds(all)).toBe(true)
  })

  it('an owner’s record is nobody’s own', () => {
    expect(readable(own, new LoadedRecord(rowWith({}, 1, 'owner')))).toBeNull()
  })
})

describe('what a view does not show is as if it did not exist', () => {
  const limited = view({ fields: ['title'] })

  it('hides fields, the dead and what is not there', () => {
    expect(glance(limited, others)).toEqual({ id: 'a', title: 'x' })
    expect(show(limited, others, 's')).toEqual({ id: 'a', title: 'x', _rev: expect.any(String) })
    expect(glance(limited, dead)).toBeUndefined()
    expect(show(view({}), dead, 's')).toBeUndefined()
    expect(show(view({}), undefined, 's')).toBeUndefined()
  })

  it('gives the same bytes for records that differ in hidden fields alone', () => {
    const changed = new LoadedRecord(mergeOp(others.row, key, { ...bare, set: { hidden: 'z', more: 1 } }, writeAt(2)))
    expect(JSON.stringify(show(limited, changed, 's'))).toBe(JSON.stringify(show(limited, others, 's')))
  })

  it('shows nothing to who may only write', () => {
    expect(glance(view({ access: ['create', 'update', 'delete'] }), mine)).toBeUndefined()
  })

  it('lets no field stand in for the id', () => {
    expect(glance(view({}), new LoadedRecord(rowWith({ id: 'forged', title: 'x' })))).toEqual({
      id: 'a',
      title: 'x',
    })
  })
})

describe('deleting', () => {
  it('takes all fields', () => {
    expect(mayAtAll(view({ access: ['read', 'delete'], fields: ['title'] }), 'delete')).toBe(false)
    expect(mayAtAll(view({ access: ['delete'], fields: ['title'] }, { access: ['read'] }), 'delete')).toBe(false)
    expect(mayAtAll(view({ access: ['delete'] }), 'delete')).toBe(true)
  })
})

describe('picked', () => {
  const picked = view({ records: 'picked', picked: ['a'], access: ['read', 'update'] })
  const other = new LoadedRecord({ ...others.row, id: 'b' })

  it('reaches the picked records, whoever made them, and no others', () => {
    expect(readable(picked, mine)).toBe('*')
    expect(readable(picked, others)).toBe('*')
    expect(readable(picked, other)).toBeNull()
    expect(choosesIds(picked)).toBe(false)
    expect(mayAtAll(picked, 'update')).toBe(true)
    expect(mayAtAll(picked, 'create')).toBe(false)
  })

  it('does not reach what the site made itself, unless it may make some under it', () => {
    const made = new LoadedRecord({ ...mine.row, id: 'b' })
    expect(readable(picked, made)).toBeNull()
    const creating = view({ records: 'picked', picked: ['a'], access: ['read', 'create'] })
    expect(readable(creating, made)).toBe('*')
    expect(readable(creating, other)).toBeNull()
    expect(fieldsForNew(creating)).toBe('*')
  })

  it('adds fields to what other parts show', () => {
    const both = view({ fields: ['title'] }, { records: 'picked', picked: ['a'], fields: ['hidden'] })
    expect(readable(both, others)).toEqual(new Set(['title', 'hidden']))
    expect(readable(both, other)).toEqual(new Set(['title']))
  })

  it('with nothing picked is a grant that shows nothing', () => {
    const nothing = view({ records: 'picked', picked: [] })
    expect(mayAtAll(nothing, 'read')).toBe(true)
    expect(readable(nothing, mine)).toBeNull()
  })
})

describe('the decision', () => {
  const grants = [{ origin, space: 's', collection: 'notes', parts: [part({ access: ['update'] })] }]
  const asks = (changes: object) =>
    decide(grants, { origin, collection: 'notes', verbs: ['update'], ...changes }, 0).kind

  it('allows what is granted', () => {
    expect(asks({})).toBe('allow')
    expect(asks({ verbs: ['create', 'update'] })).toBe('allow')
  })

  test.each<[string, object]>([
    ['another origin', { origin: 'https://b.test' }],
    ['the same host without its port', { origin: 'https://a.test:8443' }],
    ['the same host without tls', { origin: 'http://a.test' }],
    ['the same host with a dot', { origin: 'https://a.test.' }],
    ['a subdomain', { origin: 'https://www.a.test' }],
    ['another collection', { collection: 'contacts' }],
    ['another verb', { verbs: ['read'] satisfies Verb[] }],
    ['no verb', { verbs: [] }],
  ])('denies %s', (_name, changes) => {
    expect(asks(changes)).toBe('deny')
  })

  it('looks where the grant stands: in the space of the owner, or in the hidden one of the site', () => {
    const hidden = [{ origin, space: 'hidden', collection: 'notes', parts: [part()] }]
    const gone = [{ origin, space: 's', collection: 'notes', parts: [], lapsedAt: 1 }, ...hidden]
    const decision = decide(gone, { origin, collection: 'notes', verbs: ['read'] }, 0)
    expect(decision.kind === 'allow' && decision.view.space).toBe('hidden')
  })

  it('asks again for a pick that there is already: asking for it is asking for more', () => {
    const picks = [{ origin, space: 's', collection: 'notes', parts: [part({ records: 'picked', picked: ['a'] })] }]
    const scopes: Scope[] = [{ collection: 'notes', access: ['read'], fields: '*', records: 'picked' }]
    expect(decideRequest(picks, { origin, scopes }, 0)).toBe('ask')
    expect(decideRequest([{ ...picks[0], parts: [part()] } as never], { origin, scopes }, 0)).toBe('allow')
  })

  it('asks the owner unless every scope is granted', () => {
    const scopes = (...lists: Verb[][]): Scope[] =>
      lists.map(access => ({ collection: 'notes', access, fields: '*', records: 'all' }))
    expect(decideRequest(grants, { origin, scopes: scopes(['update']) }, 0)).toBe('allow')
    expect(decideRequest(grants, { origin, scopes: scopes(['update'], ['read']) }, 0)).toBe('ask')
    expect(decideRequest(grants, { origin: 'https://b.test', scopes: scopes(['update']) }, 0)).toBe('ask')
  })
})

test('two views with one name show the same', () => {
  expect(nameOfView(view({ fields: ['b', 'a'] }))).toBe(nameOfView(view({ fields: ['a'] }, { fields: ['b'] })))
  expect(nameOfView(view({ fields: ['a'] }))).not.toBe(nameOfView(view({ fields: ['a'], records: 'own' })))
  expect(nameOfView(view({ fields: ['a'] }))).not.toBe(nameOfView(view({})))
  expect(nameOfView(view({}))).not.toBe(nameOfView(view({ access: ['read', 'update'] })))
})
