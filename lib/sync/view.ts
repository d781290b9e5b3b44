/** The backup as the owner sees it. */
import { digest, toUtf8 } from '../crypto/bytes.ts'
import type { BackupView, EndpointConfig, EndpointView } from '../protocol/backup.ts'
import { type Engine, type EngineOptions, isBehind, noStatus } from './engine.ts'
import { kitCodeOf } from './kit.ts'
import { openSession } from './session.ts'

export async function viewOf(options: EngineOptions, engine: Engine): Promise<BackupView> {
  const { backup } = options.store
  const [session, status, exports, restoring] = await Promise.all([
    openSession(options),
    backup.get('status'),
    backup.get('exports'),
    backup.get('restoring'),
  ])
  const { upToDate, problem, warnings, drilledAt } = status ?? noStatus
  const common = {
    exportedAt: exports?.exportedAt ?? null,
    recipient: exports?.recipient ?? null,
    progress: engine.progress.view,
  }
  if (!session) {
    return {
      ...common,
      phase: 'off',
      endpoint: null,
      upToDate: null,
      isWaiting: false,
      problem: null,
      devices: [],
      warnings: [],
      store: null,
      fingerprint: null,
      kitCode: null,
      drilledAt: null,
    }
  }
  const [chain, peers, isWaiting] = await Promise.all([backup.get('chain'), backup.peers(), isBehind(options)])
  const { setup, members, keys } = session
  const seen = new Map(peers.map(peer => [peer.device, peer]))
  const devices = [...members.values()].filter(
    ({ device, removedAt }) => removedAt === null && !seen.get(device)?.hasLeft,
  )
  return {
    ...common,
    phase: restoring ? 'restoring' : 'on',
    endpoint: withoutSecrets(setup.endpoint),
    upToDate,
    isWaiting,
    problem: problem && { ...problem, nextTry: engine.schedule.retryAt },
    devices: devices.map(({ device, name }) => ({
      device,
      name,
      isThis: device === keys.device,
      seen: seen.get(device)?.time ?? null,
    })),
    warnings,
    store: setup.store,
    fingerprint: await fingerprintOf(setup.root),
    kitCode: chain ? kitCodeOf(chain) : null,
    drilledAt,
  }
}

function withoutSecrets(config: EndpointConfig): EndpointView {
  if (config.kind === 'webdav') return { kind: config.kind, url: config.url, user: config.user }
  const { secretKey: _, ...rest } = config
  return rest
}

/** Of the recovery words' public key: the first 80 bits of SHA-256, in groups of four. */
async function fingerprintOf(root: string): Promise<string> {
  return ((await digest(toUtf8(root))).slice(0, 16).match(/.{4}/g) ?? []).join(' ')
}
