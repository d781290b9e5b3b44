/** WebDAV that knows no conditions, and tells no ETag in listings: docs/ENDPOINTS.md. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findModule } from '../../scripts/servers.mjs'
import { answersDav, password, type Server, user } from './dav.ts'
import { freePorts, Programs } from './program.ts'

export async function startNginx(): Promise<Server> {
  const programs = await Programs.in('nginx')
  const { folder } = programs
  const port = await freePorts()
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'users'), `${user}:{PLAIN}${password}\n`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  await writeFile(
    join(folder, 'nginx.conf'),
    `
    ${process.getuid?.() === 0 ? 'user root root;' : ''}
    load_module ${findModule('nginx/modules/ngx_http_dav_ext_module.so')};
    daemon off;
    pid ${folder}/nginx.pid;
    worker_processes 2;
    events {}
    http {
      access_log off;
      default_type application/octet-stream;
      client_max_body_size 0;
      ${temporary.map(name => `${name}_temp_path ${folder}/${name};`).join('\n      ')}
      server {
        listen 127.0.0.1:${port};
        root ${folder}/data;
        auth_basic backup;
        auth_basic_user_file ${folder}/users;
        dav_methods PUT DELETE MKCOL;
        dav_ext_methods PROPFIND OPTIONS;
        create_full_put_path on;
      }
    }
    `,
  )
  programs.start('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')])
  const url = `http://127.0.0.1:${port}`
  await programs.until(() => answersDav(`${url}/`))
  return { endpoint: { kind: 'webdav', url: `${url}/backup`, user, password }, stop: () => programs.stop() }
}
