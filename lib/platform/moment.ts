/**
 * Lets whatever else waits go first. Not by a timer: after the fifth in a row a browser makes each one wait for four
 * milliseconds (HTML, 8.6, "timer initialization steps"), which is more than most slices of work take.
 */
export function aMoment(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
