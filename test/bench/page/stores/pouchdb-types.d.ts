/** As much as the bench uses; PouchDB comes without types. */
declare module 'pouchdb-core' {
  type Doc<T> = T & { _id: string }
  export default class PouchDB<T> {
    static plugin(plugin: object): typeof PouchDB
    constructor(name: string, options: { adapter: string })
    createIndex(options: { index: { fields: string[] } }): Promise<unknown>
    get(id: string): Promise<Doc<T>>
    put(doc: Doc<T>): Promise<unknown>
    bulkDocs(docs: Doc<T>[]): Promise<{ error?: unknown }[]>
    find(query: object): Promise<{ docs: Doc<T>[]; warning?: string }>
  }
}
declare module 'pouchdb-adapter-indexeddb' {
  const plugin: object
  export default plugin
}
declare module 'pouchdb-find' {
  const plugin: object
  export default plugin
}
