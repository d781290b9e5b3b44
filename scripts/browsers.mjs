import { existsSync } from 'node:fs'
import { aptInstall, findProgram, runQuietly } from './apt.mjs'

// Google's own Chrome is not among them: it no longer loads an extension from a folder.
const chromiumPlaces = ['chromium', 'chromium-browser', '/Applications/Chromium.app/Contents/MacOS/Chromium']
const firefoxPlaces = ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox']

/** What Chromium needs to load an extension from a folder, and to stay quiet. Both of the first two are needed. */
export const extensionArgs = folder => [
  `--disable-extensions-except=${folder}`,
  `--load-extension=${folder}`,
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** @returns the path of a Chromium that takes `--load-extension`, or undefined */
export async function findChromium() {
  return fromEnvironment('ALLOD_CHROMIUM') ?? (await playwrightsOwn()) ?? findProgram(...chromiumPlaces)
}

/** @returns the path of a Firefox, or undefined. Playwright's own is patched and speaks no WebDriver BiDi. */
export async function findFirefox() {
  return fromEnvironment('ALLOD_FIREFOX') ?? findProgram(...firefoxPlaces)
}

/** Finds both browsers or installs them, and tells the tests where they are. */
export async function provideBrowsers({ firefox }) {
  process.env.ALLOD_CHROMIUM = await provide('Chromium', 'ALLOD_CHROMIUM', findChromium, () => {
    if (!aptInstall('chromium')) runQuietly('npx', ['playwright', 'install', 'chromium'])
  })
  if (!firefox) return
  process.env.ALLOD_FIREFOX = await provide('Firefox', 'ALLOD_FIREFOX', findFirefox, () => aptInstall('firefox-esr'))
}

async function provide(name, variable, find, install) {
  const found = await find()
  if (found) return found
  console.log(`${name} is not here yet: installing it.`)
  install()
  const installed = await find()
  if (installed) return installed
  throw new Error(`No ${name} was found, and none could be installed. Install it, or put its path into ${variable}.`)
}

function fromEnvironment(variable) {
  const path = process.env[variable]
  if (path && !existsSync(path)) throw new Error(`${variable} names ${path}, but nothing is there.`)
  return path || undefined
}

async function playwrightsOwn() {
  try {
    const { chromium } = await import('playwright')
    const path = chromium.executablePath()
    return existsSync(path) ? path : undefined
  } catch {
    return undefined // Playwright knows none for this system
  }
}
