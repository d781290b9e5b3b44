export interface Served {
  port: number
  close(): Promise<void>
}
export function serve(source: string | ReadonlyMap<string, string>, options?: { port?: number }): Promise<Served>
