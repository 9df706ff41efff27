/** Where in a chat somebody reads: where it opens, what is new since, and which day begins where; pure. */

import type { MessageView } from '../../db/device/messages.ts'
import type { MessageId } from '../../db/protocol/ids.ts'

type Placed = Pick<MessageView, 'id' | 'versions' | 'timestamp'>

/** As left on this device: the last message that was on the screen, and the topmost one unless that was the end. */
export interface ReadPlace {
  readonly seenId: MessageId
  readonly top?: { readonly messageId: MessageId; readonly offsetPx: number } | undefined
}

/** Where a list of messages begins to show: at its end, or at a row and so many pixels into it. */
export type Opening =
  | { readonly kind: 'end' }
  | { readonly kind: 'row'; readonly at: number; readonly offsetPx: number }

/** Of what stands before, this much stays in sight where something is jumped to. */
const BEFORE_PX = 48

const END: Opening = { kind: 'end' }

/** A row is the same for all versions of a message: switching them keeps its place and its focus. */
export const rowOf = ({ id, versions }: Pick<MessageView, 'id' | 'versions'>): string =>
  versions[0] ?? id

export const indexOfMessage = (messages: readonly Placed[], id: string | undefined): number =>
  id === undefined ? -1 : messages.findLastIndex((message) => message.id === id)

export const atMessage = (at: number): Opening => ({ kind: 'row', at, offsetPx: -BEFORE_PX })

/** The target, else where it was left, else the first message that was never on the screen, else the end. */
export const openingOf = (
  messages: readonly Placed[],
  targetId: string | undefined,
  place: ReadPlace | null,
): Opening => {
  const target = indexOfMessage(messages, targetId)
  if (target >= 0) return atMessage(target)
  return place === null ? END : leftAt(messages, place)
}

const leftAt = (messages: readonly Placed[], { top, seenId }: ReadPlace): Opening => {
  const at = indexOfMessage(messages, top?.messageId)
  if (top !== undefined && at >= 0) return { kind: 'row', at, offsetPx: top.offsetPx }
  const fresh = countNew(messages, seenId)
  return fresh > 0 ? atMessage(messages.length - fresh) : END
}

/** How many messages stand behind the last one that was seen; none where that is on another branch. */
export const countNew = (messages: readonly Placed[], seenId: string | undefined): number => {
  const seen = indexOfMessage(messages, seenId)
  return seen < 0 ? 0 : messages.length - 1 - seen
}

const dayOf = (at: number): string => new Date(at).toDateString()

/** True over the first message of a day; over the very first one only where it was not written today. */
export const isDayShown = (messages: readonly Placed[], at: number, now: number): boolean => {
  const [one, before] = [messages[at], messages[at - 1]]
  if (one === undefined) return false
  return dayOf(one.timestamp) !== dayOf(before?.timestamp ?? now)
}

const TIME_GAP_MS = 5 * 60_000

/** The time is shown where a pause follows, and at the end. */
export const isTimeShown = (messages: readonly Placed[], at: number): boolean => {
  const [one, next] = [messages[at], messages[at + 1]]
  return one !== undefined && (next === undefined || next.timestamp - one.timestamp > TIME_GAP_MS)
}
