import Quill, { type EmitterSource } from 'quill/core' // plain text: without the formats, pictures and videos of the whole Quill
import { QuillBinding } from 'y-quill'
import type { Text } from 'yjs'

export interface Editor {
  setReadOnly(readOnly: boolean): void
  close(): void
}

export function openEditor(host: HTMLElement, text: Text, readOnly: boolean): Editor {
  // Quill makes one character of CR LF, and would then count differently from the text.
  const strays = readOnly ? [] : [...text.toString().matchAll(/\r(?=\n)/g)]
  for (const { index } of strays.reverse()) text.delete(index, 1)

  const place = document.createElement('div')
  host.replaceChildren(place)
  const quill = new Quill(place, {
    formats: [],
    placeholder: 'Write…',
    modules: {
      history: { userOnly: true }, // undo takes back one's own words, not another's
      uploader: { mimetypes: [] }, // a pasted picture would be an embed
      keyboard: { bindings: { tab: null } }, // Tab leaves the editor, as everywhere
    },
  })
  quill.root.role = 'textbox'
  quill.root.ariaMultiLine = 'true'
  quill.root.ariaLabel = 'Document text'

  const binding = new QuillBinding(text, quill)
  // Quill ends every text with a line break of its own and takes the text's last one for it. Without one more,
  // the two would count differently, and edits at the end would go astray. As the binding, so that it stays here.
  const source = binding as unknown as EmitterSource
  if (quill.getLength() === text.length) quill.updateContents([{ retain: text.length }, { insert: '\n' }], source)

  const setReadOnly = (readOnly: boolean) => {
    quill.enable(!readOnly)
    quill.root.ariaReadOnly = String(readOnly)
    quill.root.tabIndex = 0 // to be reached and scrolled by keyboard all the same
  }
  setReadOnly(readOnly)
  return {
    setReadOnly,
    close() {
      binding.destroy()
      host.replaceChildren()
    },
  }
}
