import { type AllodError, type Broker, bindText, type ErrorCode, getBroker, scope, type Verb } from 'allod'
import { Doc } from 'yjs'
import { type Editor, openEditor } from './editor.ts'
import { DocumentList, type Titles } from './list.ts'

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const titleBox = byId<HTMLInputElement>('title')
const say = (words: string) => {
  byId('status').textContent = words
}
const answers: Partial<Record<ErrorCode, string>> = {
  user_denied: 'You said no, and nothing was shared. You can connect whenever you like.',
  dismissed: 'You closed the question, and nothing was shared. You can connect whenever you like.',
  revoked: 'Access was revoked. Your document is still in your Allod.',
}
const fail = ({ code, message }: Pick<AllodError, 'code' | 'message'>) => say(answers[code] ?? message)

const broker = await getBroker()
if (broker) run(broker)
else say('Quill writes into your own database, and this browser has none. Install Allod, then reload this page.')

function run(broker: Broker) {
  const documents = broker.collection<{ title: string; body: string }>('documents')
  const list = new DocumentList(byId('documents'), id => void open(id))
  let may = new Set<Verb>()
  let connection: AbortController | undefined // there as long as we may read
  let page: { id: string; stop: AbortController; editor?: Editor } | undefined

  /** Does what the visitor allows at this moment: perhaps less than was asked, and it may change. */
  async function refresh() {
    const states = await broker.permissions.query()
    const granted = states.filter(({ scope, state }) => state === 'granted' && scope.collection === 'documents')
    may = new Set(granted.flatMap(({ scope }) => scope.access))
    show()
    if (!may.has('read')) return connection && ended({ code: 'revoked', message: '' })
    say(may.has('update') ? 'Connected. What you write is kept in your Allod.' : 'Read only')
    if (!connection) await connect()
    else if (page?.stop.signal.aborted) await open(page.id)
  }

  async function connect() {
    connection = new AbortController()
    const { signal } = connection
    // Without the bodies, so that typing in one costs the list nothing.
    const titles = { sort: ['title'], fields: ['title'] }
    const watching = documents.watch(titles, event => (event.type === 'end' ? ended(event.error) : listed(event)), {
      signal,
    })
    await watching.catch(error => signal.aborted || ended(error))
  }

  function ended(error: Pick<AllodError, 'code' | 'message'>) {
    connection?.abort()
    connection = undefined
    page?.stop.abort()
    may.clear()
    list.clear()
    show()
    fail(error)
  }

  function listed(titles: Titles) {
    list.take(titles)
    if (page && !list.has(page.id)) {
      close()
      say('That document is no longer here.')
    }
    const id = page?.id ?? list.first
    if (id && (!page || page.stop.signal.aborted)) void open(id)
    show()
  }

  async function open(id: string) {
    close()
    const stop = new AbortController()
    page = { id, stop }
    const opened = page
    const doc = new Doc()
    list.select(id)
    show()
    const onEnd = (error: AllodError) => {
      stop.abort()
      opened.editor?.setReadOnly(true)
      fail(error)
    }
    try {
      await bindText(doc, documents.text(id, 'body'), { signal: stop.signal, onEnd })
      if (stop.signal.aborted) return
      opened.editor = openEditor(byId('editor'), doc.getText('body'), !may.has('update'))
      show()
    } catch (error) {
      if (!stop.signal.aborted) fail(error as AllodError)
    }
  }

  function close() {
    page?.stop.abort()
    page?.editor?.close()
    page = undefined
  }

  async function create() {
    const { id, title } = await documents.put({ title: 'Untitled', body: '' })
    list.add(id, title)
    await open(id)
    titleBox.select()
  }

  function show() {
    const readOnly = !may.has('update')
    byId('welcome').hidden = may.has('read')
    byId('create').hidden = !may.has('create')
    byId('paper').hidden = !page
    titleBox.readOnly = readOnly
    if (page && list.has(page.id) && document.activeElement !== titleBox) titleBox.value = list.title(page.id)
    page?.editor?.setReadOnly(readOnly || page.stop.signal.aborted)
  }

  byId('connect').onclick = () => {
    say('Allod is asking you in a window of its own.')
    const reason = 'To show your documents here and to keep what you write in them.'
    broker.permissions
      .request({ scopes: [scope('documents', 'read', 'create', 'update')], reason })
      .then(refresh)
      .then(() => may.has('read') || say('Quill has to read your documents to show them.'))
      .catch(fail)
  }
  byId('create').onclick = () => create().catch(fail)
  titleBox.oninput = () => page && documents.patch(page.id, { title: titleBox.value }).catch(fail)
  broker.addEventListener('permissionchange', () => refresh().catch(fail))
  broker.addEventListener('reconnect', () => refresh().catch(fail))
  say('Connect your documents to begin.')
  refresh().catch(fail)
}
