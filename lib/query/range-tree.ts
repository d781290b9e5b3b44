/**
 * Ranges of values, where a value finds those that may hold it: an interval tree, augmented and balanced (Cormen et al.,
 * Introduction to Algorithms, "Augmenting data structures"; AVL). A site cannot unbalance it by the order of its watches.
 */
import type { Json } from '../protocol/api.ts'

/** `open`: the end itself is outside. */
export type End = { value: Json; open: boolean }
/** An end that is absent lies beyond every value. */
export type Range = { low?: End; high?: End }

interface Node<T> {
  readonly range: Range
  readonly item: T
  /** Ranges that begin alike keep the order in which they came. */
  readonly n: number
  left: Node<T> | null
  right: Node<T> | null
  height: number
  /** The farthest upper end from here down. */
  reach: End | undefined
}

export class RangeTree<T> {
  readonly #nodes = new Map<T, Node<T>>()
  #root: Node<T> | null = null
  #last = 0

  get size(): number {
    return this.#nodes.size
  }

  add(range: Range, item: T): void {
    const node = { range, item, n: ++this.#last, left: null, right: null, height: 1, reach: range.high }
    this.#nodes.set(item, node)
    this.#root = insert(this.#root, node)
  }

  delete(item: T): void {
    const node = this.#nodes.get(item)
    if (!node) return
    this.#nodes.delete(item)
    this.#root = remove(this.#root, node)
  }

  /** All whose range holds the value, and perhaps some more where it is an array or an object. */
  visit(value: Json, found: (item: T) => void): void {
    const look = (node: Node<T> | null): void => {
      if (!node || isAbove(value, node.reach)) return
      look(node.left)
      if (isBelow(value, node.range.low)) return // and so it is below whatever begins later
      if (holds(node.range, value)) found(node.item)
      look(node.right)
    }
    look(this.#root)
  }
}

/**
 * The collation, but that all arrays are alike and all objects: a record of a megabyte is not taken apart for each
 * range that somebody watches. It never contradicts the whole collation, so that nothing is missed.
 */
export function compareCoarsely(a: Json, b: Json): number {
  const order = rankOf(a) - rankOf(b)
  if (order !== 0 || typeof a === 'object' || typeof b === 'object' || a === b) return order
  return a < b ? -1 : 1
}

const ranks = { boolean: 1, number: 2, string: 3 }

function rankOf(value: Json): number {
  if (typeof value === 'object') return value === null ? 0 : Array.isArray(value) ? 4 : 5
  return ranks[typeof value as keyof typeof ranks]
}

const isBelow = (value: Json, low: End | undefined) => low !== undefined && compareCoarsely(value, low.value) < 0
const isAbove = (value: Json, high: End | undefined) => high !== undefined && compareCoarsely(value, high.value) > 0

function holds({ low, high }: Range, value: Json): boolean {
  if (isBelow(value, low) || isAbove(value, high)) return false
  if (typeof value === 'object' && value !== null) return true // where exactly it lies is not known here
  const isAt = (end: End | undefined) => end?.open && compareCoarsely(value, end.value) === 0
  return !isAt(low) && !isAt(high)
}

function precedes<T>(a: Node<T>, b: Node<T>): boolean {
  const [low, other] = [a.range.low, b.range.low]
  if (!low || !other) return !low && !other ? a.n < b.n : !low
  return (compareCoarsely(low.value, other.value) || a.n - b.n) < 0
}

function insert<T>(node: Node<T> | null, fresh: Node<T>): Node<T> {
  if (!node) return fresh
  if (precedes(fresh, node)) node.left = insert(node.left, fresh)
  else node.right = insert(node.right, fresh)
  return balance(node)
}

function remove<T>(node: Node<T> | null, gone: Node<T>): Node<T> | null {
  if (!node) return null
  if (node === gone) return join(node.left, node.right)
  if (precedes(gone, node)) node.left = remove(node.left, gone)
  else node.right = remove(node.right, gone)
  return balance(node)
}

function join<T>(left: Node<T> | null, right: Node<T> | null): Node<T> | null {
  if (!left || !right) return left ?? right
  let first = right
  while (first.left) first = first.left
  first.right = remove(right, first)
  first.left = left
  return balance(first)
}

const heightOf = (node: Node<unknown> | null) => node?.height ?? 0
const lean = (node: Node<unknown>) => heightOf(node.left) - heightOf(node.right)

function balance<T>(node: Node<T>): Node<T> {
  const side = lean(node)
  if (side > 1 && node.left) {
    if (lean(node.left) < 0) node.left = turn(node.left, 'right', 'left')
    return turn(node, 'left', 'right')
  }
  if (side < -1 && node.right) {
    if (lean(node.right) > 0) node.right = turn(node.right, 'left', 'right')
    return turn(node, 'right', 'left')
  }
  return measured(node)
}

/** Lifts the child on the one side into its parent's place. */
function turn<T>(node: Node<T>, up: 'left' | 'right', down: 'left' | 'right'): Node<T> {
  const child = node[up] as Node<T>
  node[up] = child[down]
  child[down] = measured(node)
  return measured(child)
}

function measured<T>(node: Node<T>): Node<T> {
  node.height = 1 + Math.max(heightOf(node.left), heightOf(node.right))
  node.reach = node.range.high
  for (const child of [node.left, node.right]) if (child) node.reach = farther(node.reach, child.reach)
  return node
}

const farther = (a: End | undefined, b: End | undefined): End | undefined =>
  a && b ? (compareCoarsely(a.value, b.value) < 0 ? b : a) : undefined
