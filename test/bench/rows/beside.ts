/** Others whose data is not the page's own. There is no goal: they are shown. */
import { startArmadietto } from '../beside/armadietto.ts'
import { withWallet } from '../beside/wallet.ts'
import { type PageRow, pageRow } from '../page-row.ts'

const calls = {
  get: { words: 'get, one at a time, for comparison', measure: 'getAgain' },
  put: { words: 'put, one at a time, for comparison', measure: 'put' },
}

const peers: Record<string, Pick<PageRow, 'theirs' | 'in' | 'remote'>> = {
  wallet: { theirs: '`sendMessage`, as wallets do it', in: withWallet },
  remotestorage: {
    theirs: 'remoteStorage',
    remote: async bench => {
      const site = bench.server.origin('bench')
      return (await bench.shared('armadietto', () => startArmadietto(site))).remote
    },
  },
}

export const beside = Object.entries(peers).flatMap(([store, peer]) =>
  Object.entries(calls).map(([id, { words, measure }]) =>
    pageRow({
      ...peer,
      id: `${store}-${id}`,
      words,
      unit: 'ms',
      collection: `beside.${store}`,
      records: () => 100,
      written: true,
      sides: [
        { store: 'allod', measure },
        { store, measure },
      ],
    }),
  ),
)
