declare const chrome: { runtime: { getURL(path: string): string; id: string } }

/**
 * Put by the background into the isolated world of a document that uses us, so that a page which never calls does not pay
 * for it: makes a channel, gives the page one end of it and, through a hidden frame of ours, the background the other.
 * Nothing outside of it exists where it runs.
 * @param token by which the background knows the document
 * @returns whether the background has been given its end; a page with `Cross-Origin-Embedder-Policy` blocks the frame
 */
export async function openLane(token: string): Promise<boolean> {
  /** A frame that is blocked does not say so everywhere. Milliseconds. */
  const patience = 5_000
  const page = (globalThis as { allodBridge?: { page?: MessagePort } }).allodBridge?.page
  if (!page) return false
  const host = document.createElement('div')
  const frame = document.createElement('iframe')
  host.hidden = true
  // Closed: the page can neither find the frame nor look at where it leads.
  host.attachShadow({ mode: 'closed' }).append(frame)
  const lane = new MessageChannel()
  const done = new MessageChannel()
  try {
    return await new Promise(resolve => {
      done.port1.onmessage = () => resolve(true)
      setTimeout(() => resolve(false), patience)
      frame.onload = () => {
        page.postMessage({}, [lane.port1])
        frame.contentWindow?.postMessage({ lane: token }, `chrome-extension://${chrome.runtime.id}`, [
          lane.port2,
          done.port2,
        ])
      }
      frame.src = chrome.runtime.getURL('lane.html')
      document.documentElement.append(host)
    })
  } finally {
    host.remove()
  }
}
