/** XML as servers write it, with its namespaces resolved. There is no DOMParser in a service worker. */
import { parseXml, XmlElement } from '@rgrove/parse-xml'

export interface Element {
  /** The URI; '' where there is none. */
  space: string
  /** Without a prefix. */
  name: string
  /** All text in it, CDATA too. */
  text: string
  children: Element[]
}

/** @returns the root; null where this is no well-formed XML, an HTML page for instance. */
export function readXml(bytes: Uint8Array): Element | null {
  try {
    const { root } = parseXml(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return root && resolve(root, new Map())
  } catch {
    return null
  }
}

/** @param spaces prefix → URI, as declared around it */
function resolve(element: XmlElement, spaces: ReadonlyMap<string, string>): Element {
  const inside = new Map(spaces)
  for (const [name, value] of Object.entries(element.attributes)) {
    if (name === 'xmlns') inside.set('', value)
    else if (name.startsWith('xmlns:')) inside.set(name.slice(6), value)
  }
  const [prefix, name] = element.name.includes(':') ? element.name.split(':', 2) : ['', element.name]
  return {
    space: inside.get(prefix ?? '') ?? '',
    name: name ?? '',
    text: element.text,
    children: element.children.filter(child => child instanceof XmlElement).map(child => resolve(child, inside)),
  }
}

/** The children of that name; `space` null: whatever namespace they are in. */
export function childrenOf(element: Element | undefined, name: string, space: string | null = null): Element[] {
  return element?.children.filter(child => child.name === name && (space === null || child.space === space)) ?? []
}

/** The text of the first such child, without white space around it; undefined where there is none. */
export function textOf(element: Element | undefined, name: string, space: string | null = null): string | undefined {
  return childrenOf(element, name, space)[0]?.text.trim()
}
