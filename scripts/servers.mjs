import { existsSync } from 'node:fs'
import { aptInstall, findProgram } from './apt.mjs'

/** What the tests run against, by Debian's names: a package, and what shows that it is there. */
const needed = {
  lighttpd: {
    lighttpd: () => findProgram('lighttpd'),
    'lighttpd-mod-webdav': () => findModule('lighttpd/mod_webdav.so'),
  },
  nginx: {
    nginx: () => findProgram('nginx'),
    'libnginx-mod-http-dav-ext': () => findModule('nginx/modules/ngx_http_dav_ext_module.so'),
  },
  rgw: {
    'ceph-common': () => findProgram('ceph'),
    'ceph-mon': () => findProgram('ceph-mon'),
    'ceph-osd': () => findProgram('ceph-osd'),
    radosgw: () => findProgram('radosgw'),
  },
  age: { age: () => findProgram('age') },
  restic: { restic: () => findProgram('restic') },
}

/** @returns the Debian packages that a server or program still needs; none where it can be run */
export function missingFor(name) {
  return Object.entries(needed[name]).flatMap(([debianPackage, find]) => (find() ? [] : debianPackage))
}

/** Where nginx and lighttpd keep what they load. @returns undefined where there is no such module */
export function findModule(path) {
  return ['/usr/lib', '/usr/lib64', '/usr/local/lib'].map(folder => `${folder}/${path}`).find(existsSync)
}

/**
 * Installs what is missing, as root on Debian. Elsewhere it says what to install, and the tests that need it are
 * skipped; where the tests decide (`CI`), that is an error.
 */
export function provideServers() {
  const missing = () => Object.keys(needed).flatMap(missingFor)
  if (missing().length === 0) return
  console.log(`Installing what the tests of the backup run against: ${missing().join(', ')}.`)
  aptInstall(...missing())
  if (missing().length === 0) return
  const wanted = `Not here, and could not be installed: the Debian packages ${missing().join(', ')}.`
  if (process.env.CI) throw new Error(`${wanted} Without them the backup is not tested.`)
  console.log(`${wanted} The tests that need them will be skipped.`)
}
