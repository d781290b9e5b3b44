/** What the address after # shows. */
import { useEffect, useState } from 'preact/hooks'

export type Route =
  /** `isHistory`: with what happened to the record. */
  | { section: 'data'; collection?: string; id?: string; isNew?: true; isHistory?: true }
  /** `isUndo`: where the owner takes back what the site did. */
  | { section: 'sites'; origin?: string; isUndo?: true }
  /** A store that stands in for the owner's, by its name. */
  | { section: 'hidden'; hidden: string; collection?: string; id?: string }
  | { section: 'privacy' }
  /** `origin`: one site's alone. */
  | { section: 'activity'; origin?: string }
  | { section: 'storage' }
  | { section: 'backup' }
  | { section: 'archive' }

export function routeOf(hash: string): Route {
  const parts = hash.replace(/^#/, '').split('/').map(decode)
  const [section, collection, what, id, more] = parts
  if (section === 'sites' && collection && what === 'undo') return { section, origin: collection, isUndo: true }
  if (section === 'sites' || section === 'activity') return collection ? { section, origin: collection } : { section }
  if (section === 'hidden' && collection) {
    const [, hidden, name, what, id] = parts as [string, string, string?, string?, string?]
    if (!name) return { section, hidden }
    return what === 'id' && id ? { section, hidden, collection: name, id } : { section, hidden, collection: name }
  }
  if (section === 'privacy' || section === 'storage' || section === 'backup' || section === 'archive')
    return { section }
  if (!collection) return { section: 'data' }
  if (what === 'new') return { section: 'data', collection, isNew: true }
  if (what !== 'id' || !id) return { section: 'data', collection }
  return { section: 'data', collection, id, ...(more === 'history' && { isHistory: true }) }
}

export function hashOf(route: Route): string {
  if ((route.section === 'sites' || route.section === 'activity') && route.origin !== undefined) {
    const isUndo = route.section === 'sites' && route.isUndo
    return `#${route.section}/${encodeURIComponent(route.origin)}${isUndo ? '/undo' : ''}`
  }
  if (route.section !== 'data' && route.section !== 'hidden') return `#${route.section}`
  const place = route.section === 'data' ? '#data' : `#hidden/${encodeURIComponent(route.hidden)}`
  if (!route.collection) return place
  const { isNew = false, isHistory = false } = route.section === 'data' ? route : {}
  const id = route.id === undefined ? '' : `/id/${encodeURIComponent(route.id)}${isHistory ? '/history' : ''}`
  const record = isNew ? '/new' : id
  return `${place}/${encodeURIComponent(route.collection)}${record}`
}

export function go(route: Route): void {
  location.hash = hashOf(route)
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const changed = () => setHash(location.hash)
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return routeOf(hash)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return '' // somebody has typed it
  }
}
