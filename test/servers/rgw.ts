/** Ceph's S3 gateway before a cluster of one monitor and one store in memory: docs/ENDPOINTS.md has one for real use. */
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AwsClient } from 'aws4fetch'
import type { Server } from './dav.ts'
import { freePorts, Programs } from './program.ts'

const [accessKey, secretKey, region, bucket] = ['owner-key', 'correct-horse', 'us-east-1', 'allod']

export async function startRgw(): Promise<Server> {
  const programs = await Programs.in('rgw')
  const { folder } = programs
  const port = await freePorts(10)
  const cluster = randomUUID()
  const monitor = `v1:127.0.0.1:${port + 1}`
  for (const name of ['mon', 'osd']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'keyring'), '')
  await writeFile(join(folder, 'ceph.conf'), configuration(folder, port, cluster, monitor))

  const env = { CEPH_CONF: join(folder, 'ceph.conf') }
  const run = async (program: string, ...args: string[]) => {
    let isDone = false
    // The cluster refuses while it finds itself: each step is asked for until it is granted.
    await programs.until(async () => (isDone ||= await programs.run(program, args, env)))
  }
  const map = join(folder, 'monmap')
  await run('monmaptool', '--create', '--clobber', '--fsid', cluster, '--addv', 'a', `[${monitor}]`, map)
  await run('ceph-mon', '-i', 'a', '--mkfs', '--monmap', map)
  programs.start('ceph-mon', ['-i', 'a', '-f'], env)
  await run('ceph', '--connect-timeout', '10', 'osd', 'new', cluster)
  await run('ceph', '--connect-timeout', '10', 'osd', 'crush', 'add', 'osd.0', '1', 'root=default')
  await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', cluster)
  programs.start('ceph-osd', ['-i', '0', '-f'], env)
  await run('radosgw-admin', 'user', 'create', '--uid=owner', '--display-name=owner', `--access-key=${accessKey}`, `--secret-key=${secretKey}`) // biome-ignore format: one command
  programs.start('radosgw', ['-n', 'client.rgw.a', '-f'], env)

  const url = `http://127.0.0.1:${port}`
  const client = new AwsClient({
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    service: 's3',
    region,
    retries: 0,
  })
  await programs.until(() =>
    client.fetch(`${url}/${bucket}`, { method: 'PUT' }).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return {
    endpoint: { kind: 's3', url, bucket, region, prefix: 'backup', accessKey, secretKey },
    stop: () => programs.stop(),
  }
}

/**
 * Addresses of version 1: with `auth none`, the gateway hangs on the newer protocol. A store that enters itself into the
 * map is refused now and then, so we enter it. Ten ports: the gateway's, the monitor's, the store's.
 */
function configuration(folder: string, port: number, cluster: string, monitor: string): string {
  return `
[global]
fsid = ${cluster}
mon host = ${monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr2 = false
ms bind port min = ${port + 2}
ms bind port max = ${port + 9}
auth cluster required = none
auth service required = none
auth client required = none
mon data = ${folder}/mon
mon data avail crit = 1
mon allow pool size one = true
mon max pg per osd = 1000
paxos propose interval = 0.05
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
run dir = ${folder}
keyring = ${folder}/keyring
log file = ${folder}/$name.log
pid file = ${folder}/$name.pid
admin socket =
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:${port}
`
}
