import { Zip, ZipDeflate } from 'fflate'
import { i18n } from '#i18n'
import type { Sink } from './sink.ts'

/** Zip files without the 64-bit extension end here, and fflate writes no other. */
const maxBytes = 0xffff_ffff

/** One file after the other, and no more of them in memory than one chunk. */
export class ZipWriter {
  readonly #sink: Sink
  readonly #zip: Zip
  #made: Uint8Array<ArrayBuffer>[] = []
  #file: ZipDeflate | undefined
  #taken = 0
  /** Bytes that have gone out. */
  written = 0

  constructor(sink: Sink) {
    this.#sink = sink
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error
      this.#made.push(chunk as Uint8Array<ArrayBuffer>)
    })
  }

  begin(name: string): void {
    this.#file = new ZipDeflate(name, { level: 6 })
    this.#taken = 0
    this.#zip.add(this.#file)
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#taken += bytes.length
    if (this.#taken > maxBytes) throw new Error(i18n.t('archive.fileTooLarge'))
    this.#file?.push(bytes)
    await this.#flush()
  }

  async end(): Promise<void> {
    this.#file?.push(new Uint8Array(0), true)
    await this.#flush()
  }

  async close(): Promise<void> {
    this.#zip.end()
    await this.#flush()
    await this.#sink.close()
  }

  async #flush(): Promise<void> {
    const made = this.#made
    this.#made = []
    for (const chunk of made) {
      this.written += chunk.length
      if (this.written > maxBytes) throw new Error(i18n.t('archive.tooLarge'))
      await this.#sink.write(chunk)
    }
  }
}
