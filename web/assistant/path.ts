/** What whoever answers is shown: the branch up to the message to answer, its oldest part left out where it is long. Pure. */

import type { MessageView } from '../../db/device/messages.ts'
import type { AskedMessage } from '../../db/protocol/assistant.ts'
import { MAX_ASKED_MESSAGES } from '../../db/protocol/limits.ts'
import { utf8Length } from '../../db/protocol/text.ts'

/** Bytes of JSON, far below what a request may hold: more would cost without being read. */
const BUDGET = 200 * 1024

type Spoken = Pick<MessageView, 'id' | 'role' | 'content'>

/**
 * Oldest first; the last is the one to answer, whatever its size. System messages are kept before
 * all others. Empty where that message is not on the branch, or says nothing.
 */
export const pathTo = (messages: readonly Spoken[], messageId: string): readonly AskedMessage[] => {
  const at = messages.findIndex(({ id }) => id === messageId)
  const asked = messages.slice(0, at + 1).flatMap(askedOf)
  const last = asked.at(-1)
  if (at < 0 || last === undefined || messages[at]?.content.trim() === '') return []
  const room = { bytes: BUDGET - costOf(last), count: MAX_ASKED_MESSAGES - 1 }
  const before = asked.slice(0, -1)
  const kept = new Set([
    ...takeNewest(before.filter(isSystem), room),
    ...takeNewest(
      before.filter((message) => !isSystem(message)),
      room,
    ),
  ])
  return [...before.filter((message) => kept.has(message)), last]
}

const isSystem = ({ role }: AskedMessage): boolean => role === 'system'

/** What a tool said stands in exports, and means nothing without the call that it answers. */
const askedOf = ({ role, content }: Spoken): readonly AskedMessage[] =>
  role === 'tool' || content.trim() === '' ? [] : [{ role, content }]

/** Takes from `room` what it takes; stops at the first that does not fit, so that no gap is left. */
const takeNewest = (
  messages: readonly AskedMessage[],
  room: { bytes: number; count: number },
): readonly AskedMessage[] => {
  const taken: AskedMessage[] = []
  for (const message of messages.toReversed()) {
    const cost = costOf(message)
    if (cost > room.bytes || room.count === 0) break
    room.bytes -= cost
    room.count -= 1
    taken.push(message)
  }
  return taken
}

const costOf = ({ content }: AskedMessage): number => utf8Length(JSON.stringify(content))
