/** A background that is in the midst of an upgrade for ever: for tests that end it there. */
import { openDatabase, released } from '../../lib/store/upgrade.ts'

self.addEventListener('message', ({ data: name }: MessageEvent<string>) => {
  const last = Math.max(...Object.keys(released).map(Number))
  void openDatabase(name, {
    steps: {
      ...released,
      async [last](db, tx) {
        await released[last]?.(db, tx)
        self.postMessage('in the midst of it')
        for (;;) await tx.objectStore('meta').get('head') // as long as something is asked of it, it goes on
      },
    },
  })
})
