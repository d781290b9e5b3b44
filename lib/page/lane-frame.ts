/**
 * A page of ours that any website may embed, and that does one thing: it hands a port with its token to the background,
 * unseen. It has no rights to give: the background takes the port for what the token says, and drops it without one.
 */
export function passLaneOn(): void {
  addEventListener('message', async ({ source, data, ports: [lane, done] }) => {
    if (source !== parent || !lane) return
    const { active } = await navigator.serviceWorker.ready
    active?.postMessage({ lane: data?.lane }, [lane])
    done?.postMessage(true)
  })
}
