/** Pages for attacks on the channel between a page and the extension. */

/** Offers a channel to a window, as the page API does, and sends calls over it. What comes back is kept in `heard`. */
export const forge = `<script>
  window.heard = []
  window.forge = (target, calls, more) => {
    const { port1, port2 } = new MessageChannel()
    window.kept = port1
    const answered = new Promise(resolve => {
      port1.onmessage = ({ data }) => {
        heard.push(data)
        if (data.answers) resolve(data.answers)
      }
    })
    target.postMessage({ allod: 'connect', forged: true }, '*', [port2])
    port1.postMessage({ calls, aborts: [], settled: 0, ...more })
    return answered
  }
  window.forgedCalls = [
    { n: 1, method: 'put', params: { collection: 'notes', record: { text: 'forged' } } },
    { n: 2, method: 'find', params: { collection: 'notes' } },
  ]
</script>`

/**
 * Has access, and sees every forged offer that reaches its window. After one it goes on as any page does, several times
 * there and back, so that whatever the offer did has been done. `records` is what stands in its store then.
 */
export const victim = `<!doctype html><script>
  window.records = new Promise(resolve => {
    addEventListener('message', async ({ data }) => {
      if (!data.forged) return
      const notes = allod.collection('notes')
      for (let i = 0; i < 3; i++) await notes.find()
      resolve((await notes.find()).records)
    })
  })
</script>`

declare global {
  interface Window {
    forge(target: Window, calls: unknown[], more?: object): Promise<{ ok: boolean; error?: { code: string } }[]>
    forgedCalls: unknown[]
    heard: unknown[]
    records: Promise<unknown[]>
    kept: MessagePort
  }
}
