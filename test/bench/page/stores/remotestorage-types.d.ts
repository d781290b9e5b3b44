/** As much as the bench uses; this version of remoteStorage.js comes without types. */
declare module 'remotestoragejs/release/remotestorage.js' {
  interface BaseClient {
    declareType(alias: string, uri: string, schema: object): void
    storeObject(alias: string, path: string, object: object): Promise<string>
    getObject(path: string): Promise<object | null | undefined>
  }
  export default class RemoteStorage {
    constructor(options: { cache: boolean })
    access: { claim(scope: string, mode: 'r' | 'rw'): void }
    on(event: 'connected', listener: () => void): void
    on(event: 'error', listener: (error: Error) => void): void
    connect(address: string, token: string): void
    scope(path: string): BaseClient
  }
}
