/** Which messages of a chat this device knows while their text is not here to be counted (law D1). */

import type { MessageRow } from '../protocol/message.ts'
import type { Stretch } from './fetching.ts'
import type { BodyRecord } from './records.ts'

/** null: what lies in blocks is counted. `count`: what the chat said before its text went. */
export const knownOf = (body: BodyRecord | undefined, count: number): readonly Stretch[] | null => {
  if (body === undefined || body.state === 'visiting') return null
  return body.known ?? (body.state === 'dropped' ? [[0, count]] : null)
}

/** Pure. A position twice is one: rows come again, and in any order. */
export const withPositions = (
  known: readonly Stretch[],
  positions: readonly number[],
): readonly Stretch[] => {
  const all = [...known, ...positions.map((at): Stretch => [at, at + 1])]
  const merged: [number, number][] = []
  for (const [from, end] of all.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1)
    if (last === undefined || from > last[1]) merged.push([from, end])
    else last[1] = Math.max(last[1], end)
  }
  return merged
}

/** With what came, stored or passed over; null: what lies in blocks is counted. */
export const knowing = (
  { body, count }: { readonly body: BodyRecord | undefined; readonly count: number },
  groups: readonly { readonly chatId: string; readonly rows: readonly MessageRow[] }[],
): (BodyRecord & { readonly known: readonly Stretch[] }) | null => {
  const known = knownOf(body, count)
  if (body === undefined || body.state === 'visiting' || known === null) return null
  const rows = groups.flatMap((group) => (group.chatId === body.chatId ? group.rows : []))
  const positions = rows.map(({ position }) => position)
  return { ...body, known: withPositions(known, positions) }
}

export const countKnown = (known: readonly Stretch[]): number =>
  known.reduce((count, [from, end]) => count + end - from, 0)
