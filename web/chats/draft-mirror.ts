/** The text being typed, kept at once and synchronously until the database has it; a reload cannot outrun it. */

export interface Mirrored {
  readonly text: string
  readonly updatedAt: number
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** Drafts of different people never meet: their databases have different names. */
const startOf = (databaseName: string): string => `draft ${databaseName} `

export const mirrorKey = (databaseName: string, draftId: string): string =>
  startOf(databaseName) + draftId

export const mirror = (shelf: Shelf, key: string, { text, updatedAt }: Mirrored): void => {
  try {
    shelf.setItem(key, `${updatedAt} ${text}`)
  } catch {
    // Full or forbidden: then the text is safe a moment later, when the database has it.
    shelf.removeItem(key)
  }
}

export const readMirror = (shelf: Shelf, key: string): Mirrored | null => {
  const [, time, text] = /^(\d+) (.*)$/s.exec(shelf.getItem(key) ?? '') ?? []
  return time === undefined || text === undefined ? null : { text, updatedAt: Number(time) }
}

/** Lets go of what is safe elsewhere, and of nothing that was typed after it. */
export const settleMirror = (shelf: Shelf, key: string, safe: Mirrored): void => {
  const mirrored = readMirror(shelf, key)
  if (mirrored !== null && mirrored.updatedAt <= safe.updatedAt) shelf.removeItem(key)
}

/** Which drafts of a database are mirrored. */
export const mirroredDrafts = (shelf: Shelf, databaseName: string): readonly string[] => {
  const start = startOf(databaseName)
  const keys = Array.from({ length: shelf.length }, (_, at) => shelf.key(at) ?? '')
  return keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length))
}

/** Leaves no text of a database that is to be forgotten. */
export const forgetMirrors = (shelf: Shelf, databaseName: string): void => {
  for (const draftId of mirroredDrafts(shelf, databaseName))
    shelf.removeItem(mirrorKey(databaseName, draftId))
}
