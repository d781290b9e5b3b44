import { defaultKeymap } from '@codemirror/commands'
import { markdown } from '@codemirror/lang-markdown'
import { syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import type { Text } from 'yjs'

export interface Editor {
  setReadOnly(readOnly: boolean): void
  close(): void
}

const attributes = (readOnly: boolean) => ({
  'aria-label': 'Document text',
  'aria-readonly': String(readOnly),
  tabindex: '0', // to be reached and scrolled by keyboard even when read-only
})
const mode = (readOnly: boolean) => [
  EditorState.readOnly.of(readOnly),
  EditorView.editable.of(!readOnly),
  EditorView.contentAttributes.of(attributes(readOnly)),
]

export function openEditor(parent: HTMLElement, text: Text, readOnly: boolean): Editor {
  const access = new Compartment()
  const state = EditorState.create({
    doc: text.toString(),
    extensions: [
      // CodeMirror takes CR LF for one character unless told otherwise, and would then count differently from the text.
      EditorState.lineSeparator.of('\n'),
      EditorView.clipboardInputFilter.of(pasted => pasted.replace(/\r\n?/g, '\n')),
      EditorView.lineWrapping,
      placeholder('# Write…'),
      markdown(),
      syntaxHighlighting(classHighlighter),
      keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
      yCollab(text, null),
      access.of(mode(readOnly)),
    ],
  })
  const view = new EditorView({ state, parent })
  return {
    setReadOnly: readOnly => view.dispatch({ effects: access.reconfigure(mode(readOnly)) }),
    close: () => view.destroy(),
  }
}
