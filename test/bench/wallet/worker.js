// One transaction for each call.
const opening = new Promise((resolve, reject) => {
  const request = indexedDB.open('wallet', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('notes', { keyPath: ['collection', 'id'] })
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

const methods = {
  async get({ collection, id }) {
    const request = (await opening).transaction('notes').objectStore('notes').get([collection, id])
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  },
  async put({ collection, notes }) {
    const tx = (await opening).transaction('notes', 'readwrite', { durability: 'relaxed' })
    for (const note of notes) tx.objectStore('notes').put({ ...note, collection })
    return new Promise((resolve, reject) => {
      tx.oncomplete = () => resolve()
      tx.onabort = () => reject(tx.error)
    })
  },
}

chrome.runtime.onMessage.addListener((call, _sender, answer) => {
  methods[call.method](call).then(
    value => answer({ value }),
    error => answer({ error: String(error) }),
  )
  return true // it is answered later
})
