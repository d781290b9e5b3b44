// From the page to the background and back, a message each: https://developer.chrome.com/docs/extensions/develop/concepts/messaging
addEventListener('message', async ({ source, data }) => {
  if (source !== window || data?.wallet !== 'call') return
  const answer = await chrome.runtime.sendMessage(data.call)
  postMessage({ wallet: 'answer', n: data.n, ...answer }, location.origin)
})
