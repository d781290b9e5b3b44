/** Reads what a source file would show to a person, and which texts of `locales/en.yml` it names. */
import { parseSync } from 'vite'

/** Any node of the syntax tree (ESTree, with JSX and TypeScript). */
interface Node {
  type: string
  [name: string]: unknown
}

/** Attributes that a person sees or hears. */
const shown = /^(aria-(label|description|placeholder|roledescription|valuetext)|alt|label|placeholder|title)$/

/** Begins like a sentence, or ends like one; or is one word, as on a button. */
const likeText = /^\P{L}*\p{Lu}.*\s\p{L}|\p{L}[.?!…]$|^\p{Lu}\p{Ll}+:?$/su

/** Words in the source itself: between tags, in attributes, and wherever else a string reads like a text. */
export function textsIn(file: string, source: string): string[] {
  const texts: string[] = []
  visit(parse(file, source), (node, parent) => {
    if (node.type === 'JSXText') texts.push(...said([node.value as string]))
    if (node.type === 'JSXAttribute' && shown.test(nameOf(node.name as Node))) {
      texts.push(...said(valuesOf(node.value as Node | null)))
    }
    if (node.type === 'JSXExpressionContainer' && parent?.type !== 'JSXAttribute') texts.push(...said(valuesOf(node)))
    if (node.type === 'Literal' || node.type === 'TemplateLiteral') {
      texts.push(...valuesOf(node).filter(text => likeText.test(text)))
    }
  })
  return [...new Set(texts)]
}

/** Every string that stands in the source: keys are among them, also those in a table. */
export function stringsIn(file: string, source: string): string[] {
  const strings: string[] = []
  visit(parse(file, source), node => {
    if (node.type === 'Literal' && typeof node.value === 'string') strings.push(node.value)
  })
  return strings
}

/** What `i18n.t` is called with, as far as it stands there; from a table, TypeScript knows it. */
export function keysIn(file: string, source: string): string[] {
  const keys: string[] = []
  visit(parse(file, source), ({ type, callee, arguments: args }) => {
    if (type !== 'CallExpression') return
    const { object, property } = callee as { object?: Node; property?: Node }
    if (object?.name === 'i18n' && property?.name === 't') keys.push(...valuesOf((args as Node[])[0] ?? null))
  })
  return keys
}

const said = (values: string[]) => values.map(value => value.trim()).filter(value => /\p{L}/u.test(value))
const nameOf = ({ name }: Node): string => (typeof name === 'string' ? name : '') // a name with a colon is none of ours

/** The strings that an expression may come to. */
function valuesOf(node: Node | null): string[] {
  const within = (...names: string[]) => names.flatMap(name => valuesOf((node?.[name] ?? null) as Node | null))
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : []
    case 'TemplateLiteral':
      return [(node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('{}')]
    case 'ConditionalExpression':
      return within('consequent', 'alternate')
    case 'LogicalExpression':
      return node.operator === '&&' ? within('right') : within('left', 'right')
    case 'BinaryExpression':
      return node.operator === '+' ? within('left', 'right') : []
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return within('expression')
    default:
      return []
  }
}

function parse(file: string, source: string): Node {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  return program as unknown as Node
}

function visit(node: Node, look: (node: Node, parent: Node | null) => void, parent: Node | null = null): void {
  look(node, parent)
  for (const inner of Object.values(node).flat()) if (isNode(inner)) visit(inner, look, node)
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string'
