/** Asks the server for all rows of one chat whose text is not here, page by page; can be cut anywhere and gone on with. */

import { beginFetch, takeChatRows } from '../../db/device/fetch-body.ts'
import type { Fetching, SyncState } from '../../db/device/records.ts'
import { isStorageFault, type StorageFault } from '../../db/device/storage-fault.ts'
import { isChatRows } from '../../db/protocol/chat-rows-shape.ts'
import type { ChatRows } from '../../db/protocol/chat-rows.ts'
import type { Fault } from '../../db/protocol/fault.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import type { EngineDeps } from './deps.ts'
import { readAnswer, unavailable } from './replies.ts'
import { ask } from './transport.ts'

/**
 * - `here`: all of the chat is on this device. `gone`: the server has no such chat.
 * - `forked`: the server's history is another one; a sync finds out what to do, then it may be asked again.
 * - `failed`: it may work later, and what has come stays. `interrupted`: the caller gave up.
 */
export type FetchOutcome =
  | { readonly kind: 'here' | 'gone' | 'forked' | 'interrupted' }
  | { readonly kind: 'failed'; readonly fault: Fault }

export interface FetchAsk {
  readonly chatId: ChatId
  /** To stay, or until it is let go again. */
  readonly goal: Fetching['goal']
  readonly signal: AbortSignal
}

export const fetchChat = async (deps: EngineDeps, asked: FetchAsk): Promise<FetchOutcome> => {
  const { database, newId, now } = deps
  const { chatId, goal, signal } = asked
  const wire = { ...deps, syncId: newId() }
  for (;;) {
    const place = await beginFetch(database, chatId, { goal, fetchId: newId() })
    if (isStorageFault(place)) return storageFailed(place)
    if (place.kind === 'here') return { kind: 'here' }
    const path = pathOf(chatId, place)
    const answer = await ask(wire, path, signal)
    if (signal.aborted) return { kind: 'interrupted' }
    const reply = 'code' in answer ? answer : readAnswer(answer, isChatRows, now())
    if ('code' in reply) return meet(reply)
    if (isFutile(place.fetching, reply)) return { kind: 'failed', fault: unavailable('unreadable') }
    const { fetching, sync } = place
    const taken = await takeChatRows(database, {
      ...reply,
      chatId,
      generation: sync.generation,
      asked: fetching,
      now: now(),
    })
    if (isStorageFault(taken)) return storageFailed(taken)
    if (taken.kind === 'stale') return { kind: 'interrupted' }
  }
}

const pathOf = (
  chatId: ChatId,
  { fetching, sync }: { readonly fetching: Fetching; readonly sync: SyncState },
): string => {
  const query = new URLSearchParams()
  if (fetching.after !== null) query.set('after', String(fetching.after))
  if (sync.seen !== null) query.set('seen', `${sync.seen.revision}.${sync.seen.token}`)
  return `/api/chats/${encodeURIComponent(chatId)}/rows?${query.toString()}`
}

/** More is promised, and nothing came: the same request must not follow for ever. */
const isFutile = ({ after }: Fetching, { rows, hasMore }: ChatRows): boolean => {
  const last = rows.at(-1)
  return hasMore && (last?.entity !== 'message' || last.position <= (after ?? -1))
}

const meet = (fault: Fault): FetchOutcome => {
  if (fault.code === 'not_found') return { kind: 'gone' }
  return fault.code === 'history_forked' ? { kind: 'forked' } : { kind: 'failed', fault }
}

const storageFailed = ({ kind }: StorageFault): FetchOutcome =>
  kind === 'closed'
    ? { kind: 'interrupted' }
    : { kind: 'failed', fault: unavailable(kind === 'no_space' ? 'device_full' : 'device_lost') }
