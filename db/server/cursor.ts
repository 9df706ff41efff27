/** Cursors as text: a plain revision, or a place in a first sync. Pure. */

/**
 * Parts of a first sync, in the order they are sent. `start` is before all of them. A key names the
 * last row sent; messages go by chat, newest chat and newest message first.
 */
export type Place =
  | { readonly part: 'start' }
  | { readonly part: 'folders' | 'chats'; readonly id: string }
  | { readonly part: 'messages'; readonly position: number; readonly chatId: string }

/**
 * `after`: every row up to this revision is known. `first`: the device is being filled; rows that
 * change meanwhile have revisions above `ceiling` and follow by ordinary pages.
 */
export type Cursor =
  | { readonly kind: 'new' }
  | { readonly kind: 'after'; readonly revision: number }
  | {
      readonly kind: 'first'
      readonly ceiling: number
      readonly left: number
      readonly place: Place
    }

const NUMBER = /^(?:0|[1-9]\d{0,14})$/
const FIRST = /^b\.(?<ceiling>\d{1,15})\.(?<left>\d{1,15})\.(?<place>.+)$/
const PLACE = /^(?:s|(?<part>[fc])\.(?<id>[^]+)|m\.(?<position>\d{1,9})\.(?<chatId>[^]+))$/
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

/** Undefined for text that is none of ours. */
export const parseCursor = (text: string | null): Cursor | undefined => {
  if (text === null) return { kind: 'new' }
  if (NUMBER.test(text)) return { kind: 'after', revision: Number(text) }
  const groups = FIRST.exec(text)?.groups
  const place = groups === undefined ? undefined : parsePlace(groups['place'] ?? '')
  if (groups === undefined || place === undefined) return undefined
  return {
    kind: 'first',
    ceiling: Number(groups['ceiling']),
    left: Number(groups['left']),
    place,
  }
}

const parsePlace = (text: string): Place | undefined => {
  const groups = PLACE.exec(text)?.groups
  if (groups === undefined) return text === 's' ? { part: 'start' } : undefined
  const { part, id, position, chatId } = groups
  if (id !== undefined)
    return ID.test(id) ? { part: part === 'f' ? 'folders' : 'chats', id } : undefined
  if (chatId === undefined) return { part: 'start' }
  return ID.test(chatId) ? { part: 'messages', position: Number(position), chatId } : undefined
}

/** The revision that the cursor takes for granted: a history that ends before it is another one. */
export const reachOf = (cursor: Cursor): number => {
  switch (cursor.kind) {
    case 'new':
      return 0
    case 'after':
      return cursor.revision
    case 'first':
      return cursor.ceiling
  }
}

export const formatCursor = (cursor: Exclude<Cursor, { kind: 'new' }>): string =>
  cursor.kind === 'after'
    ? String(cursor.revision)
    : `b.${cursor.ceiling}.${cursor.left}.${formatPlace(cursor.place)}`

const formatPlace = (place: Place): string => {
  switch (place.part) {
    case 'start':
      return 's'
    case 'folders':
      return `f.${place.id}`
    case 'chats':
      return `c.${place.id}`
    case 'messages':
      return `m.${place.position}.${place.chatId}`
  }
}
