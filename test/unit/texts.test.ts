import { parseMessagesFile } from '@wxt-dev/i18n/build'
import { expect, test } from 'vitest'
import { read, sourcesUnder } from './imports.ts'
import { keysIn, stringsIn, textsIn } from './texts.ts'

/** Names of scripts, as Unicode has them. */
const noTexts = 'lib/ui/unicode.ts'

/** Names that are the same in every language: keys of the keyboard, formats of files. */
const names = new Set(['Enter', 'Escape', 'Zip', 'JSON', 'JSON Lines'])

const messages = (await parseMessagesFile('locales/en.yml'))
  .map(message => ({ ...message, name: message.key.join('.') }))
  .filter(({ name }) => !name.startsWith('@@')) // the browser's own
const known = new Set(messages.map(({ name }) => name))
const sources = sourcesUnder('lib/ui').map(file => ({ file, source: read(file) }))

test('what the owner reads stands in locales/en.yml, and not in the code', () => {
  expect(sources.length).toBeGreaterThan(50)
  const found = sources
    .filter(({ file }) => file !== noTexts)
    .flatMap(({ file, source }) => textsIn(file, source).map(text => ({ file, text })))
  expect(found.filter(({ text }) => !names.has(text))).toEqual([])
})

test('every text that the code names is there', () => {
  const named = sources.flatMap(({ file, source }) => keysIn(file, source))
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter(key => !known.has(key))).toEqual([])
})

test('every text that is there is used', () => {
  const strings = new Set(sources.flatMap(({ file, source }) => stringsIn(file, source)))
  const manifest = read('wxt.config.ts')
  const isUsed = (name: string) => strings.has(name) || manifest.includes(`__MSG_${name.replaceAll('.', '_')}__`)
  expect([...known].filter(name => !isUsed(name))).toEqual([])
})

test('a text names what is put in, and a count has its two forms: no value can be taken for either', () => {
  const forms = messages.map(({ name, ...message }) => ({
    name,
    forms: message.type === 'plural' ? message.plurals : { n: message.message },
    isCounted: message.type === 'plural',
  }))
  const wrong = forms.filter(({ forms, isCounted }) => {
    const isOdd = Object.values(forms).some(form => /\$\d| \| /.test(form))
    return isOdd || (isCounted && Object.keys(forms).sort().join() !== '1,n')
  })
  expect(wrong).toEqual([])
})

test('before its texts are there, a page says its name alone', () => {
  for (const page of ['consent', 'dashboard', 'popup', 'welcome']) {
    const words = read(`entrypoints/${page}/index.html`).replaceAll(/<[^>]*>/g, '')
    expect(words.trim()).toBe('Allod')
  }
})

test('the reader of texts sees every form of them', () => {
  const source = `
    /** A comment. // Another one. */
    import { a } from './a.ts'
    const b = { c: 'A sentence', d: 'lower case', e: 'Button', f: 'section.key', g: 'Ends here.' }
    export const h = (
      <p class="Small danger" aria-label="label" title={a ? 'one' : \`two \${b}\`} placeholder={i18n.t('x.y')} alt="·">
        Text <b>bold</b> {a && 'and'} {b ?? 'or'} {'plus' + a} {a === 'same' && <i>inner</i>} {[a, b].join(' · ')}
        {i18n.t('x.y', { name: 'z' })} {i18n.t(a ? 'x.y' : 'x.z')}{' '}
      </p>
    )
    throw new Error(\`Not \${a} at all\`)
    type K = 'Kind'
  `
  expect(textsIn('a.tsx', source).sort()).toEqual(
    [
      ...['A sentence', 'Button', 'Ends here.', 'Small danger', 'label', 'one', 'two {}', 'Text', 'bold', 'and', 'or'],
      ...['plus', 'inner', 'Not {} at all', 'Kind'],
    ].sort(),
  )
  expect(keysIn('a.tsx', source)).toEqual(['x.y', 'x.y', 'x.y', 'x.z'])
  expect(stringsIn('a.tsx', source)).toContain('section.key')
})
