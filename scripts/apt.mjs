import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/**
 * A turn for each run on this machine, and none of Debian's own services started by it: what is installed here is run
 * by the tests, in folders of their own. Asks for fresh package lists only where the ones at hand do not do.
 */
const script = `
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\\nexit 101\\n' >$policy
    chmod +x $policy
  fi
  install() { apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"; }
  install "$@" || { apt-get update && install "$@"; }
`

/** As root on Debian and its kin. @returns whether it was done */
export function aptInstall(...packages) {
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) return false
  return runQuietly('flock', ['/run/lock/allod-apt', 'sh', '-c', script, 'apt', ...packages])
}

/** Shows the end of what a program said, if it fails. */
export function runQuietly(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) console.log([stdout, stderr].join('\n').trim().split('\n').slice(-5).join('\n'))
  return status === 0
}

/** @returns the path of the first that is there: absolute paths, or names to look for where programs are */
export function findProgram(...places) {
  // Servers stand where only root's PATH leads.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  const candidates = places.flatMap(place =>
    place.startsWith('/') ? place : folders.map(folder => join(resolve(folder), place)),
  )
  return candidates.find(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
