/** WebDAV that keeps conditions: docs/ENDPOINTS.md. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answersDav, password, type Server, user } from './dav.ts'
import { freePorts, Programs } from './program.ts'

export async function startLighttpd(): Promise<Server> {
  const programs = await Programs.in('lighttpd')
  const { folder } = programs
  const port = await freePorts()
  await mkdir(join(folder, 'data'))
  await mkdir(join(folder, 'uploads'))
  await writeFile(join(folder, 'users'), `${user}:${password}\n`)
  // One process (no server.max-worker): with several, conditions are not atomic. No ETag without mimetype.assign.
  await writeFile(
    join(folder, 'lighttpd.conf'),
    `
    server.modules = ("mod_auth", "mod_authn_file", "mod_webdav")
    server.bind = "127.0.0.1"
    server.port = ${port}
    server.document-root = "${folder}/data"
    server.upload-dirs = ("${folder}/uploads")
    server.errorlog = "${folder}/error.log"
    mimetype.assign = ("" => "application/octet-stream")
    webdav.activate = "enable"
    auth.backend = "plain"
    auth.backend.plain.userfile = "${folder}/users"
    auth.require = ("" => ("method" => "basic", "realm" => "backup", "require" => "valid-user"))
    `,
  )
  programs.start('lighttpd', ['-D', '-f', join(folder, 'lighttpd.conf')])
  const url = `http://127.0.0.1:${port}`
  await programs.until(() => answersDav(`${url}/`))
  return { endpoint: { kind: 'webdav', url: `${url}/backup`, user, password }, stop: () => programs.stop() }
}
