/** The table as a picture: a bar for each row, from its goal to where it is. Without a goal: from "as fast as theirs". */
import { type Figure, limitOf, valueFor } from './figures.ts'
import { goalWords, ratioWords, valueWords } from './words.ts'

const [width, rowHeight, top, bottom] = [1240, 30, 64, 44]
/** Where the bars are, and how many times better or worse than the goal their ends are. */
const [left, right, most] = [540, 880, 16]
const middle = (left + right) / 2

/** How many times more than the goal allows; below 1, it is met. */
function excessOf(figure: Figure): number {
  if (!figure.goal) return isRate(figure) ? 1 / (figure.ratio ?? 1) : (figure.ratio ?? 1)
  const part = valueFor(figure.goal, figure) / limitOf(figure.goal)
  return 'least' in figure.goal ? 1 / part : Math.max(part, 1 / most) // a difference may be negative
}

const isRate = ({ unit }: Figure) => unit === 'per second'

const xOf = (excess: number): number => {
  const part = Math.log(Math.min(most, Math.max(1 / most, excess))) / Math.log(most)
  return Math.round(middle + (part * (right - left)) / 2)
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', '')

function resultOf({ goal, ratio, ours, theirs, unit, ...rest }: Figure): string {
  if (!goal) return `${ratioWords(ratio ?? Number.NaN)}, beside ${theirs?.name}`
  const figure = { goal, ours, unit, ...rest, ...(theirs && { theirs }), ...(ratio !== undefined && { ratio }) }
  const value = valueFor(goal, figure)
  const said = goal.of === 'ratio' ? ratioWords(value) : valueWords(value, unit)
  return `${said}, goal ${goalWords(goal, unit)}`
}

function barOf(figure: Figure, i: number): string {
  const y = top + i * rowHeight
  const excess = excessOf(figure)
  const [from, to] = [Math.min(middle, xOf(excess)), Math.max(middle, xOf(excess))]
  const kind = figure.met === undefined ? 'plain' : figure.met ? 'met' : 'missed'
  return [
    `<text x="${left - 16}" y="${y + 19}" text-anchor="end">${escaped(figure.words)}</text>`,
    `<rect class="${kind}" x="${from}" y="${y + 6}" width="${Math.max(2, to - from)}" height="${rowHeight - 12}" rx="2"/>`,
    `<text x="${right + 16}" y="${y + 19}">${escaped(resultOf(figure))}</text>`,
  ].join('\n')
}

export function pictureOf(figures: readonly Figure[], said: string): string {
  const height = top + figures.length * rowHeight + bottom
  const marks = [1 / most, 1 / 4, 1, 4, most].map(times => {
    const words = times === 1 ? 'the goal' : times < 1 ? `${1 / times}× better` : `${times}× worse`
    const line = `<line class="${times === 1 ? 'goal' : 'mark'}" x1="${xOf(times)}" x2="${xOf(times)}" y1="${top - 8}" y2="${height - bottom}"/>`
    return `${line}<text class="small" x="${xOf(times)}" y="${top - 16}" text-anchor="middle">${words}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="How fast each call is, beside its goal">
<style>
  svg { background: #fff; font: 13px system-ui, sans-serif }
  text { fill: #1d2521 }
  .small { font-size: 11px; fill: #55605a }
  .met { fill: #2e7d57 }
  .missed { fill: #c2571a }
  .plain { fill: #8a948f }
  .mark { stroke: #d9dedb }
  .goal { stroke: #1d2521 }
  @media (prefers-color-scheme: dark) {
    svg { background: #141916 }
    text { fill: #e6ece8 }
    .small { fill: #a3aea8 }
    .met { fill: #5cba8c }
    .missed { fill: #f0905a }
    .mark { stroke: #333b37 }
    .goal { stroke: #e6ece8 }
  }
</style>
<text x="16" y="26" font-weight="600">Allod beside what a website could use instead</text>
${marks.join('\n')}
${figures.map(barOf).join('\n')}
<text class="small" x="16" y="${height - 16}">${escaped(said)}</text>
</svg>
`
}
