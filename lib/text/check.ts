import { ContentDeleted, ContentFormat, ContentString, decodeUpdate, GC, Item } from 'yjs'

/** Whether an update is one that a text of this field may hold, whatever it rests on. @returns why not, or null */
export function checkUpdate(update: Uint8Array, field: string): string | null {
  let decoded: ReturnType<typeof decodeUpdate>
  try {
    decoded = decodeUpdate(update)
  } catch {
    return 'this is no Yjs update (v1)'
  }
  for (const struct of decoded.structs) {
    if (struct instanceof GC) continue
    if (!(struct instanceof Item)) return 'the update skips changes'
    const { content, parent, parentSub } = struct
    const isText =
      content instanceof ContentString || content instanceof ContentFormat || content instanceof ContentDeleted
    if (!isText || parentSub !== null) return 'the update holds what is no text'
    // Decoded, but not yet in a document, a root parent is its name, whatever the type says.
    if (parent !== null && (parent as unknown) !== field) return 'the update is for another field'
  }
  return null
}
