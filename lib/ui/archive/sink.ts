/** Where an export goes: a file that the owner picks, as it is made; or, where there is no such picker, a download. */

export interface Sink {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>
  /** Everything is in: the file is there from now on. */
  close(): Promise<void>
  /** There is to be no file. */
  abort(): Promise<void>
}

const kinds = {
  age: { description: 'age', type: 'application/octet-stream' },
  zip: { description: 'Zip', type: 'application/zip' },
  jsonl: { description: 'JSON Lines', type: 'application/jsonl' },
  csv: { description: 'CSV', type: 'text/csv' },
} as const

interface SavePicker {
  showSaveFilePicker?(options: object): Promise<FileSystemFileHandle>
}

/** Has to be called from a click. @returns null when the owner has changed their mind */
export async function openSink(name: string, kind: keyof typeof kinds = 'zip'): Promise<Sink | null> {
  const { showSaveFilePicker } = globalThis as SavePicker
  if (!showSaveFilePicker) return new Download(name, kinds[kind].type)
  const { description, type } = kinds[kind]
  const types = [{ description, accept: { [type]: [`.${kind}`] } }]
  try {
    const handle = await showSaveFilePicker.call(globalThis, { suggestedName: name, types })
    const file = await handle.createWritable()
    return {
      write: chunk => file.write(chunk),
      close: () => file.close(),
      abort: () => file.abort(),
    }
  } catch (error) {
    if ((error as Error).name === 'AbortError') return null
    throw error
  }
}

/** Pieces go over into Blobs as they come, which the browser keeps on the disk where they grow large. */
const pieceSize = 8 * 1_048_576
/** Long enough for the browser to have taken the file. Milliseconds. */
const addressKept = 60_000

class Download implements Sink {
  readonly #name: string
  readonly #type: string
  readonly #pieces: Blob[] = []
  #waiting: Uint8Array<ArrayBuffer>[] = []
  #size = 0

  constructor(name: string, type: string) {
    this.#name = name
    this.#type = type
  }

  async write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#waiting.push(chunk)
    this.#size += chunk.length
    if (this.#size >= pieceSize) this.#settle()
  }

  async close(): Promise<void> {
    this.#settle()
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(this.#pieces, { type: this.#type }))
    link.download = this.#name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), addressKept)
  }

  async abort(): Promise<void> {
    this.#pieces.length = 0
    this.#waiting = []
  }

  #settle(): void {
    this.#pieces.push(new Blob(this.#waiting))
    this.#waiting = []
    this.#size = 0
  }
}
