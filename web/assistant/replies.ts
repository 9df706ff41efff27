/** The replies that are being written in this page: they go on while the person looks at something else. */

import { attempt } from '../../db/device/storage-fault.ts'
import { listStreamed, type Streamed } from '../../db/device/streamed.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { finishReply, type FinishDeps } from './finish-reply.ts'
import { createReplyBoard, type ReplyBoard } from './reply-board.ts'
import { keep, runReply, type RunEnd } from './run-reply.ts'
import { settleLeftover } from './settle-reply.ts'

/** As `navigator.locks`: one holder of a name over all tabs, which loses it with its page. */
export interface ReplyLocks {
  readonly request: <T>(
    name: string,
    options: { readonly ifAvailable?: boolean },
    work: (lock: unknown) => Promise<T>,
  ) => Promise<T>
}

export interface RepliesDeps extends FinishDeps {
  readonly locks: ReplyLocks
  readonly newId: () => string
  /** Runs it before the next picture. */
  readonly beforePaint: (act: () => void) => void
}

interface Place {
  readonly chatId: ChatId
  /** The message to answer. */
  readonly parentId: MessageId
}

export interface Replies extends Pick<ReplyBoard, 'of' | 'headOf' | 'watch' | 'settle'> {
  /** Resolves when it is over; where a reply is being written in the chat, at once. */
  readonly ask: (place: Place) => Promise<void>
  /** What has come of it stays. */
  readonly stop: (chatId: ChatId) => void
  /** Stores what has come so far: the page may be about to go. */
  readonly keepAll: () => Promise<void>
  /** Waits until nobody writes in that chat, then makes a message of what a page that ended has left. */
  readonly mind: (chatId: ChatId) => Promise<void>
  /** The same for all chats: at every start. */
  readonly mindAll: () => Promise<void>
  /** For good: the database is closed, and what was kept of a reply waits for the next start. */
  readonly close: () => void
}

interface Running {
  readonly stopping: AbortController
  streamed: Streamed
}

export const createReplies = (deps: RepliesDeps): Replies => {
  const { database, locks } = deps
  const board = createReplyBoard(deps.beforePaint)
  const running = new Map<ChatId, Running>()
  const closing = new AbortController()
  const lockOf = (chatId: ChatId): string => `reply ${database.name} ${chatId}`

  const ask = async ({ chatId, parentId }: Place): Promise<void> => {
    if (running.has(chatId) || closing.signal.aborted) return
    const messageId = idOf(deps.newId())
    const plan = { chatId, messageId, parentId, text: '', model: null, startedAt: deps.now() }
    const own: Running = { stopping: new AbortController(), streamed: plan }
    running.set(chatId, own)
    board.show({ kind: 'running', ...plan })
    try {
      await locks.request(lockOf(chatId), { ifAvailable: true }, async (lock) => {
        // Another tab is writing one.
        if (lock === null) return board.clear(chatId)
        await settleLeftover(deps, chatId)
        const ended = await run(own)
        return closing.signal.aborted ? undefined : finishReply(deps, board, ended)
      })
    } finally {
      running.delete(chatId)
    }
  }

  const run = (own: Running): Promise<RunEnd> => {
    const signal = AbortSignal.any([own.stopping.signal, closing.signal])
    const onChange = (streamed: Streamed): void => {
      if (own.streamed.text === '' && streamed.text !== '') deps.announce('Reply started')
      own.streamed = streamed
      board.show({ kind: 'running', ...streamed })
    }
    return runReply(deps, own.streamed, { signal, onChange })
  }

  const mind = (chatId: ChatId): Promise<void> =>
    locks.request(lockOf(chatId), {}, () => settleLeftover(deps, chatId))

  return {
    of: board.of,
    headOf: board.headOf,
    watch: board.watch,
    settle: board.settle,
    ask,
    stop: (chatId) => running.get(chatId)?.stopping.abort(),
    keepAll: async () => {
      await Promise.all([...running.values()].map(({ streamed }) => keep(deps, streamed)))
    },
    mind,
    mindAll: async () => {
      const found = await attempt(database, async () => ({
        kind: 'read' as const,
        chatIds: await listStreamed(database),
      }))
      if (found.kind === 'read') await Promise.all(found.chatIds.map(mind))
    },
    close: () => closing.abort(),
  }
}
