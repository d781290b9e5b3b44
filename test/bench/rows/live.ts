import type { Page } from 'playwright'
import { type Bench, type Row, ratioAtMost } from '../row.ts'

const collection = 'live'

export const live: Row = {
  id: 'live',
  words: 'live update from a tab of site A to a tab of site B',
  unit: 'ms',
  ours: 'Allod',
  theirs: 'idb and BroadcastChannel, both tabs of one site', // they reach no other origin
  goal: ratioAtMost(2),
  async open(bench) {
    const ours = await openPair(bench, 'allod', 'live-a', 'live-b')
    const theirs = await openPair(bench, 'idb', 'live-a', 'live-a')
    return {
      ours: ours.round,
      theirs: theirs.round,
      close: async () => {
        for (const page of [...ours.pages, ...theirs.pages]) await page.close()
      },
    }
  },
}

async function openPair({ openSite }: Bench, store: string, from: string, to: string) {
  const pages: [Page, Page] = [await openSite(from, collection), await openSite(to, collection)]
  const post = { store, collection }
  await pages[1].evaluate(({ store, collection }) => window.bench.answerLive(store, collection), post)
  const number = await pages[0].evaluate(({ store, collection }) => window.bench.prepareLive(store, collection), post)
  return { pages, round: () => pages[0].evaluate(number => window.bench.round(number), number) }
}
