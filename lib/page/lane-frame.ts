/**
 * A page of ours that any website may embed, and that does one thing: it hands a port with its token to the background,
 * unseen. It has no rights to give: the background takes the port for what the token says, and drops it without one.
 */
export function passLaneOn(): void {
  addEventListener('message', async ({ source, data, ports }) => {
    if (source !== top || ports.length === 0) return
    const { active } = await navigator.serviceWorker.ready
    // Both ends: that it has arrived is for the background to say. What a frame sends is lost if it goes too soon.
    active?.postMessage({ lane: data?.lane }, ports.slice(0, 2))
  })
}
