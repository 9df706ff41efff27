/** What a click or a key makes of the chats that are selected in the list. Pure. */

import type { Line } from '../chats/chat-order.ts'

const idsOf = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap((line) => ('chatId' in line ? [line.chatId] : []))

/** From one chat to another and nothing else; where it begins nowhere in the list, the other alone. */
export const between = (
  lines: readonly Line[],
  fromId: string | undefined,
  toId: string,
): ReadonlySet<string> => {
  const all = idsOf(lines)
  const to = all.indexOf(toId)
  const from = fromId === undefined ? -1 : all.indexOf(fromId)
  if (to < 0) return new Set()
  if (from < 0) return new Set([toId])
  return new Set(all.slice(Math.min(from, to), Math.max(from, to) + 1))
}

export const allOf = (lines: readonly Line[]): ReadonlySet<string> => new Set(idsOf(lines))

/** Without what has left the list; the same object where nothing has. */
export const listedOf = (ids: ReadonlySet<string>, lines: readonly Line[]): ReadonlySet<string> => {
  const listed = idsOf(lines).filter((id) => ids.has(id))
  return listed.length === ids.size ? ids : new Set(listed)
}

/** The first chat after those, or the last before them: what is left where they stood. */
export const besides = (lines: readonly Line[], ids: ReadonlySet<string>): string | undefined => {
  const all = idsOf(lines)
  const at = all.findIndex((id) => ids.has(id))
  return all.slice(at).find((id) => !ids.has(id)) ?? all.slice(0, Math.max(at, 0)).at(-1)
}
