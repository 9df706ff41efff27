/** What was read of a page, as the wire's page: where it begins and ends, and whether there is more. Pure. */

import type { Head } from '../protocol/round.ts'
import { type Cursor, formatCursor, type Place } from './cursor.ts'
import type { AfterReading } from './page-after.ts'
import type { FirstReading } from './page-first.ts'

/** The wire's Page with its rows still as text (`[...]`), so that no row is parsed on its way out. */
export interface PageText {
  readonly from: string | null
  readonly to: string | null
  readonly hasMore: boolean
  readonly left?: number
  readonly rowsJson: string
  readonly rowCount: number
}

/** The cursor stays where it is; whether there is more is told all the same. */
export const standingStill = (from: string | null, cursor: Cursor, head: Head): PageText => ({
  from,
  to: from,
  hasMore: cursor.kind === 'after' ? head.revision > cursor.revision : true,
  rowsJson: '[]',
  rowCount: 0,
})

export const turnAfter = (from: string | null, page: AfterReading, head: Head): PageText => {
  const to = page.isCut ? Number(page.upto) : head.revision
  return {
    from,
    to: String(to),
    hasMore: page.isCut,
    ...(page.isCut ? { left: head.revision - to } : {}),
    rowsJson: `[${page.rows ?? ''}]`,
    rowCount: page.rowCount,
  }
}

/** At its end a first sync goes on from its ceiling as an ordinary one. */
export const turnFirst = (
  asked: { readonly from: string | null; readonly cursor: Cursor },
  page: FirstReading,
  head: Head,
): PageText => {
  const ceiling = asked.cursor.kind === 'first' ? asked.cursor.ceiling : head.revision
  const known = asked.cursor.kind === 'first' ? asked.cursor.left : page.total
  const rows = { rowsJson: `[${page.rows ?? ''}]`, rowCount: page.rowCount }
  if (!page.isCut) {
    const left = head.revision - ceiling
    const hasMore = left > 0
    return { from: asked.from, to: String(ceiling), hasMore, ...(hasMore ? { left } : {}), ...rows }
  }
  const left = Math.max(0, known - page.takenCount)
  const to = formatCursor({ kind: 'first', ceiling, left, place: placeOf(page) })
  return { from: asked.from, to, hasMore: true, left, ...rows }
}

const placeOf = ({ part, id, position }: FirstReading): Place => {
  if (id === null) return { part: 'start' }
  if (part === 'folders' || part === 'chats') return { part, id }
  return part === 'messages' ? { part, chatId: id, position } : { part: 'start' }
}
