declare const chrome: { runtime: { getURL(path: string): string; id: string } }

/**
 * Put by the background into the isolated world of a document that uses us, so that a page which never calls does not pay
 * for it: makes a channel, gives the page one end of it and, through a hidden frame of ours, the background the other.
 * Nothing outside of it exists where it runs.
 * @param token by which the background knows the document
 * @returns whether the background has its end; a page with `Cross-Origin-Embedder-Policy` blocks the frame
 */
export async function openLane(token: string): Promise<boolean> {
  /** A frame that is blocked does not say so everywhere. Milliseconds. */
  const patience = 5_000
  const page = (globalThis as { allodBridge?: { page?: MessagePort } }).allodBridge?.page
  if (!page) return false
  const lane = new MessageChannel()
  const done = new MessageChannel()
  const host = document.createElement('div')
  const between = document.createElement('iframe')
  const frame = document.createElement('iframe')
  host.hidden = true
  // Closed: the page can neither find the frame nor look at where it leads.
  host.attachShadow({ mode: 'closed' }).append(between)
  const pass = () => {
    page.postMessage({}, [lane.port1])
    const passed = [lane.port2, done.port2]
    frame.contentWindow?.postMessage({ lane: token }, `chrome-extension://${chrome.runtime.id}`, passed)
  }
  frame.addEventListener('load', pass, { once: true })
  try {
    return await new Promise(resolve => {
      done.port1.onmessage = () => resolve(true)
      setTimeout(() => resolve(false), patience)
      document.documentElement.append(host)
      frame.src = chrome.runtime.getURL('lane.html')
      // The browser tells a page with such a policy, even one that is only to report, where a frame of its own leads; and
      // that address is the same for every site. To this empty document nobody listens.
      between.contentDocument?.body.append(frame)
    })
  } finally {
    host.remove()
  }
}
