/** What the address after # shows. */
import { useEffect, useState } from 'preact/hooks'

export type Route =
  | { section: 'data'; collection?: string; id?: string; isNew?: true }
  | { section: 'sites' }
  | { section: 'privacy' }
  /** `origin`: one site's alone. */
  | { section: 'activity'; origin?: string }
  | { section: 'storage' }
  | { section: 'archive' }

export function routeOf(hash: string): Route {
  const [section, collection, what, id] = hash.replace(/^#/, '').split('/').map(decode)
  if (section === 'sites' || section === 'privacy' || section === 'storage' || section === 'archive') return { section }
  if (section === 'activity') return collection ? { section, origin: collection } : { section }
  if (!collection) return { section: 'data' }
  if (what === 'new') return { section: 'data', collection, isNew: true }
  return what === 'id' && id ? { section: 'data', collection, id } : { section: 'data', collection }
}

export function hashOf(route: Route): string {
  if (route.section === 'activity' && route.origin) return `#activity/${encodeURIComponent(route.origin)}`
  if (route.section !== 'data' || !route.collection) return `#${route.section}`
  const { collection, id, isNew } = route
  const record = isNew ? '/new' : id === undefined ? '' : `/id/${encodeURIComponent(id)}`
  return `#data/${encodeURIComponent(collection)}${record}`
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
