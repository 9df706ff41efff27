/** A message with unanswered changes: its server's row and those changes, as one record. Pure. */

import type { DeviceId } from '../protocol/ids.ts'
import { applyToMessage, isCreating, shownEntries } from './fold.ts'
import type { MessageRecord, OutboxEntry } from './records.ts'
import { messageRecord, type ShownMessage } from './shown.ts'

/** null where no entries remain (the block's row shows), or nothing is known but a change of it. */
export const overlaid = (
  base: ShownMessage | null,
  entries: readonly OutboxEntry[],
  deviceId: DeviceId,
): MessageRecord | null => {
  const [first] = entries.toSorted((a, b) => a.order - b.order)
  if (first === undefined) return null
  let row = base
  for (const entry of shownEntries(entries)) row = applyToMessage(row, entry, deviceId)
  return row && messageRecord(row, { order: first.order, ...progressOf(entries) })
}

const UNSENT = ['held', 'waiting'] as const

/** A message whose making was refused stays refused, whatever was changed on it since. */
const progressOf = (entries: readonly OutboxEntry[]): Pick<MessageRecord, 'state' | 'fault'> => {
  const parked = entries.filter((entry) => entry.state === 'parked')
  const states = new Set(entries.map((entry) => entry.state))
  const isParked = parked.some(isCreating) || parked.length === entries.length
  const fault = (isParked ? parked : entries).find((entry) => entry.fault !== undefined)?.fault
  const state = isParked ? 'parked' : (UNSENT.find((unsent) => states.has(unsent)) ?? 'answered')
  return { state, ...(fault && { fault }) }
}
