declare module 'pouchdb-collate' {
  export function collate(a: unknown, b: unknown): number
}
