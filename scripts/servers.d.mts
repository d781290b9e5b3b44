export type Provided = 'lighttpd' | 'nginx' | 'rgw' | 'age' | 'restic'
export function missingFor(name: Provided): string[]
export function findModule(path: string): string | undefined
export function provideServers(): void
