/** What has come of a reply becomes a message; also of one whose page ended in the middle. */

import { readChat } from '../../db/device/chats.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { messageOfStreamed } from '../../db/device/streamed-message.ts'
import { dropStreamed, readStreamed, type Streamed } from '../../db/device/streamed.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import type { RunDeps } from './run-reply.ts'

type SettleDeps = Pick<RunDeps, 'database' | 'write'>

/**
 * ONE immutable message, however it ended, and what was kept of it gone in the same transaction.
 * `dropped`: there is nothing to write, or the chat is not there any more, or is in the trash, from
 * which a new message would bring it back.
 */
export const settleReply = async (
  { database, write }: SettleDeps,
  streamed: Streamed,
  status: 'complete' | 'interrupted',
): Promise<'written' | 'dropped' | 'not stored'> => {
  const { chatId, text } = streamed
  const outcome = await attempt(database, async () => {
    const chat = await readChat(database, chatId)
    const isWanted = text !== '' && chat !== undefined && !chat.isDeleted && !chat.isPurged
    if (!isWanted) await dropStreamed(database, chatId)
    return { kind: isWanted ? ('wanted' as const) : ('dropped' as const) }
  })
  if (outcome.kind === 'dropped') return 'dropped'
  if (outcome.kind !== 'wanted') return 'not stored'
  const { kind } = await write(messageOfStreamed(streamed, status))
  return kind === 'written' ? 'written' : 'not stored'
}

/** Of a page that ended in the middle: only while nobody writes in that chat, which the lock tells. */
export const settleLeftover = async (deps: SettleDeps, chatId: ChatId): Promise<void> => {
  const { database } = deps
  const found = await attempt(database, async () => ({
    kind: 'read' as const,
    left: await readStreamed(database, chatId),
  }))
  if (found.kind === 'read' && found.left !== undefined)
    await settleReply(deps, found.left, 'interrupted')
}
