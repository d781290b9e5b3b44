/** What we call an object or folder. None begins with a dot: some servers leave those out of their listings. */
export const isName = (text: string): boolean => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(text)

/** @throws where a caller of ours has made a name that could lead elsewhere */
export function checkName(name: string): string {
  if (!name.split('/').every(isName)) throw new Error(`No name of an object: ${name}`)
  return name
}
