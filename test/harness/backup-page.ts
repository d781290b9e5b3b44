/** The backup as its owner goes through it in the dashboard, in either browser. */
import { expect } from '@playwright/test'
import { type OwnPage, untilSays } from './own-page.ts'

/** What the owner types of a server; the fields by their labels. */
export type TypedServer =
  | { kind: 'webdav'; url: string; user: string; password: string }
  | { kind: 's3'; url: string; bucket: string; region: string; prefix: string; accessKey: string; secretKey: string }

const labels = {
  webdav: { url: 'Address of the folder', user: 'User name', password: 'Password' },
  s3: {
    url: 'Address of the service',
    bucket: 'Bucket',
    region: 'Region',
    prefix: 'Folder in the bucket',
    accessKey: 'Access key',
    secretKey: 'Secret key',
  },
} as const

/** Types into the field with that label. A field for a password has no role by which it could be found. */
export function type(page: OwnPage, label: string, text: string): Promise<void> {
  return page.evaluate(
    ([label, text]) => {
      const found = [...document.querySelectorAll('label')].find(({ textContent }) => textContent?.trim() === label)
      const field = found?.control as HTMLInputElement | HTMLTextAreaElement | null | undefined
      if (!field) throw new Error(`There is no field “${label}”.`)
      field.focus()
      field.select()
      document.execCommand('insertText', false, text) // as keys do, so that the page hears of it
      if (field.value !== text) throw new Error(`The field “${label}” did not take what was typed.`)
    },
    [label, text] as const,
  )
}

/** The server's fields, and its trial. */
export async function tryServer(page: OwnPage, server: TypedServer): Promise<void> {
  await untilSays(page, 'Kind of server')
  if (server.kind === 's3') {
    await page.evaluate(() => {
      for (const label of document.querySelectorAll('label')) if (label.textContent === 'S3-compatible') label.click()
    })
    await untilSays(page, labels.s3.url)
  }
  for (const [name, label] of Object.entries(labels[server.kind])) {
    const text = (server as unknown as Record<string, string>)[name] ?? ''
    if (text) await type(page, label, text)
  }
  await page.click('Try it out')
}

/** The words that stand on the page, in their order. */
export const wordsShown = (page: OwnPage): Promise<string[]> =>
  page.evaluate(() => [...document.querySelectorAll('.recovery-words li')].map(word => word.textContent ?? ''))

/** Types back the three words that are asked for. */
export async function typeBack(page: OwnPage, words: readonly string[]): Promise<void> {
  await untilSays(page, 'Type these three words')
  const asked = await page.evaluate(() =>
    [...document.querySelectorAll('.typed label')].map(({ textContent }) => textContent ?? ''),
  )
  for (const label of asked) await type(page, label, words[Number(/\d+/.exec(label)?.[0]) - 1] ?? '')
  await page.click('Check')
}

/** From the section to a backup that has begun. The kit is shown afterwards; `Done` leaves it. @returns the words */
export async function setUpBackup(page: OwnPage, server: TypedServer): Promise<string[]> {
  const words = await prepareBackup(page, server)
  await page.click('Start the backup')
  await untilSays(page, 'Allod emergency kit')
  return words
}

/** The same, up to where “Start the backup” is all that is left to do. */
export async function prepareBackup(page: OwnPage, server: TypedServer): Promise<string[]> {
  await untilSays(page, 'Set up a backup')
  await page.click('Set up a backup')
  await tryServer(page, server)
  await untilSays(page, 'This server works')
  await page.click('Go on')
  await untilSays(page, 'Write these 24 words on paper')
  const words = await wordsShown(page)
  expect(words).toHaveLength(24)
  await page.click('I have written them down')
  await typeBack(page, words)
  await untilSays(page, 'Name of this device')
  return words
}

/** What the kit says under that heading. */
export const kitSays = (page: OwnPage, heading: string | RegExp): Promise<string> =>
  page.evaluate(
    ([source]) => {
      const terms = [...document.querySelectorAll('.kit dt')]
      return (
        terms.find(({ textContent }) => new RegExp(source).test(textContent ?? ''))?.nextElementSibling?.textContent ??
        ''
      )
    },
    [typeof heading === 'string' ? heading : heading.source] as const,
  )

/** From the section to the answer to “Restore”. Whether it went well is the caller's to see. */
export async function restoreBackup(
  page: OwnPage,
  server: TypedServer,
  words: readonly string[],
  kitCode = '',
): Promise<void> {
  await prepareRestore(page, server, words, kitCode)
  await page.click('Restore')
}

/** The same, up to where “Restore” is all that is left to do. */
export async function prepareRestore(
  page: OwnPage,
  server: TypedServer,
  words: readonly string[],
  kitCode = '',
): Promise<void> {
  await untilSays(page, 'Restore a backup')
  await page.click('Restore a backup')
  await tryServer(page, server)
  await untilSays(page, 'This server works')
  await page.click('Go on')
  await untilSays(page, 'The kit’s code')
  await type(page, 'The 24 recovery words', words.join(' '))
  if (kitCode) await type(page, 'The kit’s code', kitCode)
}
