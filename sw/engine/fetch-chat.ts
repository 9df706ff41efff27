/** Asks the server for all rows of one chat whose text is not here, page by page; can be cut anywhere and gone on with. */

import { beginFetch, takeChatRows, type FetchPlace } from '../../db/device/fetch-body.ts'
import type { Fetching } from '../../db/device/fetching.ts'
import { isStorageFault, type StorageFault } from '../../db/device/storage-fault.ts'
import { isChatRows } from '../../db/protocol/chat-rows-shape.ts'
import type { ChatRows } from '../../db/protocol/chat-rows.ts'
import type { Fault } from '../../db/protocol/fault.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import type { EngineDeps } from './deps.ts'
import { readAnswer, unavailable } from './replies.ts'
import { ask, type TransportDeps } from './transport.ts'

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
  /** To stay, or until it is let go again; left out: as an earlier fetch was begun. */
  readonly goal?: 'here' | 'visiting'
  readonly signal: AbortSignal
}

export const fetchChat = async (deps: EngineDeps, asked: FetchAsk): Promise<FetchOutcome> => {
  const { database, newId } = deps
  const { chatId, goal } = asked
  const wire = { ...deps, syncId: newId() }
  for (;;) {
    const begin = { fetchId: newId(), ...(goal === undefined ? {} : { goal }) }
    const place = await beginFetch(database, chatId, begin)
    if (isStorageFault(place)) return storageFailed(place)
    if (place.kind === 'here') return { kind: 'here' }
    const end = await fetchPage(deps, wire, { ...asked, place })
    if (end !== null) return end
  }
}

interface PageAsk extends FetchAsk {
  readonly place: Extract<FetchPlace, { kind: 'next' }>
}

type Rows = Pick<ChatRows, 'rows' | 'hasMore'> & { readonly isGone?: true }

/** null: it is in, and there may be more. */
const fetchPage = async (
  deps: EngineDeps,
  wire: TransportDeps,
  asked: PageAsk,
): Promise<FetchOutcome | null> => {
  const { fetching, sync } = asked.place
  const rows = await askRows(wire, asked)
  if (asked.signal.aborted) return { kind: 'interrupted' }
  if ('code' in rows) return meet(rows)
  if (isFutile(fetching, rows)) return { kind: 'failed', fault: unavailable('unreadable') }
  const { chatId } = asked
  const held = { chatId, generation: sync.generation, asked: fetching, now: deps.now() }
  const taken = await takeChatRows(deps.database, deps, { ...rows, ...held })
  if (isStorageFault(taken)) return storageFailed(taken)
  if (taken.kind === 'stale') return { kind: 'interrupted' }
  return taken.isWhole ? { kind: 'here' } : null
}

/** That the server lacks a chat which is doubted is an answer like another: it gets it back. */
const askRows = async (
  wire: TransportDeps,
  { chatId, place, signal }: PageAsk,
): Promise<Rows | Fault> => {
  const answer = await ask(wire, pathOf(chatId, place), signal)
  const reply = 'code' in answer ? answer : readAnswer(answer, isChatRows, wire.now())
  const isLacking = 'code' in reply && reply.code === 'not_found'
  return isLacking && place.fetching.doubted !== undefined
    ? { rows: [], hasMore: false, isGone: true }
    : reply
}

/** `doubted` tells the server why, once: it counts the chats that differed. */
const pathOf = (chatId: ChatId, { fetching, sync }: PageAsk['place']): string => {
  const { after, doubted } = fetching
  const query = new URLSearchParams()
  if (after !== null) query.set('after', String(after))
  else if (doubted !== undefined) query.set('doubted', '1')
  if (sync.seen !== null) query.set('seen', `${sync.seen.revision}.${sync.seen.token}`)
  return `/api/chats/${encodeURIComponent(chatId)}/rows?${query.toString()}`
}

/** More is promised, and nothing came: the same request must not follow for ever. */
const isFutile = ({ after }: Fetching, { rows, hasMore }: Rows): boolean => {
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
