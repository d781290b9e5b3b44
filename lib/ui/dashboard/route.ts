/** What the address after # shows. */
import { useEffect, useState } from 'preact/hooks'

export type Route =
  | { section: 'data'; collection?: string; id?: string; isNew?: true }
  | { section: 'sites'; origin?: string }
  /** A store that stands in for the owner's, by its name. */
  | { section: 'hidden'; hidden: string; collection?: string; id?: string }
  | { section: 'privacy' }
  /** `origin`: one site's alone. */
  | { section: 'activity'; origin?: string }
  | { section: 'storage' }
  | { section: 'archive' }

export function routeOf(hash: string): Route {
  const parts = hash.replace(/^#/, '').split('/').map(decode)
  const [section, collection, what, id] = parts
  if (section === 'sites' || section === 'activity') return collection ? { section, origin: collection } : { section }
  if (section === 'hidden' && collection) {
    const [, hidden, name, what, id] = parts as [string, string, string?, string?, string?]
    if (!name) return { section, hidden }
    return what === 'id' && id ? { section, hidden, collection: name, id } : { section, hidden, collection: name }
  }
  if (section === 'privacy' || section === 'storage' || section === 'archive') return { section }
  if (!collection) return { section: 'data' }
  if (what === 'new') return { section: 'data', collection, isNew: true }
  return what === 'id' && id ? { section: 'data', collection, id } : { section: 'data', collection }
}

export function hashOf(route: Route): string {
  if ((route.section === 'sites' || route.section === 'activity') && route.origin !== undefined) {
    return `#${route.section}/${encodeURIComponent(route.origin)}`
  }
  if (route.section !== 'data' && route.section !== 'hidden') return `#${route.section}`
  const place = route.section === 'data' ? '#data' : `#hidden/${encodeURIComponent(route.hidden)}`
  if (!route.collection) return place
  const isNew = route.section === 'data' && route.isNew
  const record = isNew ? '/new' : route.id === undefined ? '' : `/id/${encodeURIComponent(route.id)}`
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
