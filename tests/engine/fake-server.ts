/** A server in memory for the engine's own tests: revisions, numbers, pages, and faults on demand. */

import { gunzipSync } from 'node:zlib'
import type { Change } from '../../db/protocol/change.ts'
import { chatRowSchema, type ChatRow } from '../../db/protocol/chat.ts'
import { CHANGE_FAULTS, FAULTS, type ChangeFault, type FaultCode } from '../../db/protocol/fault.ts'
import type { ChangeId, ChatId } from '../../db/protocol/ids.ts'
import { messageRowSchema, type MessageRow } from '../../db/protocol/message.ts'
import type { ChangeResult, Page, SyncReply, SyncRequest } from '../../db/protocol/round.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'

type Row = ChatRow | MessageRow

/** What happens to the next request, once. */
type Fate =
  | { readonly kind: 'lose request' }
  | { readonly kind: 'lose reply' }
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly retryAfterMs?: number }
  | { readonly kind: 'answer'; readonly response: () => Response }
  /** The reply waits until `until` settles. */
  | { readonly kind: 'delay'; readonly until: Promise<void> }
  /** Something else happens before the reply arrives. */
  | { readonly kind: 'meanwhile'; readonly act: () => Promise<void> }

/** A request as the log of a test keeps it. */
interface Seen {
  readonly direction: string
  readonly deviceId: string
  readonly seqs: readonly number[]
  readonly cursor: string | null
  readonly bytes: number
}

export interface FakeServer {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
  readonly next: (...fates: readonly Fate[]) => void
  readonly log: readonly Seen[]
  /** Hashes of the attachments that were brought, in order. */
  readonly files: readonly string[]
  /** Those that were brought are gone. */
  readonly dropFiles: () => void
  /** From now on files are taken and not kept. */
  readonly loseFiles: () => void
  readonly rows: () => readonly Row[]
  /** Results for changes that are not simply taken. */
  readonly refuse: (changeId: ChangeId, fault: ChangeFault) => void
  readonly accept: (changeId: ChangeId) => void
  /** Bodies with more changes than this are too large; so are those that name one of `largeIds`. */
  readonly limits: {
    maxChanges: number
    pageRows: number
    readonly largeIds: Set<string>
    /** The server fails whenever one of these is among the changes. */
    readonly failingIds: Set<string>
  }
  readonly head: () => SyncReply['head']
  /** Rows above the cursor, as a poke would carry them. */
  readonly pageAfter: (cursor: string | null) => Page
}

interface State {
  revision: number
  readonly rows: Map<string, Row>
  readonly seqs: Map<string, number>
  readonly results: Map<string, ChangeResult>
  readonly refused: Map<string, ChangeFault>
}

export const createFakeServer = (now: () => number): FakeServer => {
  const state: State = {
    revision: 0,
    rows: new Map(),
    seqs: new Map(),
    results: new Map(),
    refused: new Map(),
  }
  const fates: Fate[] = []
  const log: Seen[] = []
  const files: string[] = []
  let losesFiles = false
  const limits = {
    maxChanges: 500,
    pageRows: 1000,
    largeIds: new Set<string>(),
    failingIds: new Set<string>(),
  }
  const head = () => ({ revision: state.revision, token: `t${state.revision}` })

  const answer = (request: ParsedRequest): Response => {
    const { changes } = request
    const isTooLarge =
      changes.length > limits.maxChanges ||
      changes.some((change) => limits.largeIds.has(change.changeId))
    if (isTooLarge) return faultResponse('too_large')
    if (changes.some(({ changeId }) => limits.failingIds.has(changeId)))
      return faultResponse('unavailable')
    const from = request.cursor ?? null
    const results = takeChanges(state, request, now())
    if (results === 'gap') return faultResponse('sequence_gap')
    const page =
      request.direction === 'upload'
        ? { from, to: from, rows: [], hasMore: false }
        : pageOf(state, from, limits.pageRows)
    return jsonResponse({
      protocol: PROTOCOL_VERSION,
      message: 'ok',
      status: {
        lastSyncTimestamp: null,
        pendingChanges: 0,
        isOnline: true,
        revision: state.revision,
        devices: [],
      },
      results,
      page,
      head: head(),
      serverTime: now(),
    } satisfies SyncReply)
  }

  const round = async (init: RequestInit, fate: Fate | undefined): Promise<Response> => {
    const text = bodyText(init)
    const request: ParsedRequest = { changes: [], ...JSON.parse(text) }
    const { direction, deviceId, cursor = null } = request
    const seqs = request.changes.map((change) => change.seq)
    log.push({ direction, deviceId: deviceId ?? '', seqs, cursor, bytes: text.length })
    if (fate?.kind === 'lose request') throw new TypeError('fetch failed')
    if (fate?.kind === 'fault') return faultResponse(fate.code, fate.retryAfterMs)
    if (fate?.kind === 'answer') return fate.response()
    return afterwards(answer(request), fate, init)
  }

  const keep = (sha256: string, fate: Fate | undefined): Response => {
    if (fate?.kind === 'fault') return faultResponse(fate.code, fate.retryAfterMs)
    files.push(sha256)
    if (losesFiles) return jsonResponse({ protocol: PROTOCOL_VERSION }, 201)
    for (const [changeId, refusal] of state.refused) {
      const lacking = refusal.sha256?.filter((name) => !files.includes(name)) ?? []
      if (refusal.sha256 !== undefined && lacking.length === 0) state.refused.delete(changeId)
    }
    return jsonResponse({ protocol: PROTOCOL_VERSION }, 201)
  }

  return {
    files,
    dropFiles: () => void files.splice(0),
    loseFiles: () => {
      losesFiles = true
    },
    fetch: async (path, init) => {
      const fate = fates.shift()
      const [, sha256] = /^\/api\/attachments\/(.+)$/.exec(path) ?? []
      if (sha256 !== undefined && init.method === 'HEAD') return look(files.includes(sha256))
      return sha256 === undefined ? round(init, fate) : keep(sha256, fate)
    },
    next: (...more) => void fates.push(...more),
    log,
    rows: () => [...state.rows.values()],
    refuse: (changeId, fault) => void state.refused.set(changeId, fault),
    accept: (changeId) => void state.refused.delete(changeId),
    limits,
    head,
    pageAfter: (cursor) => pageOf(state, cursor, limits.pageRows),
  }
}

const look = (isHere: boolean): Response =>
  new Response(null, {
    status: isHere ? 200 : 404,
    headers: { 'content-type': isHere ? 'application/octet-stream' : 'application/json' },
  })

/** The server has decided; what becomes of its reply. */
const afterwards = async (
  response: Response,
  fate: Fate | undefined,
  init: RequestInit,
): Promise<Response> => {
  if (fate?.kind === 'lose reply') throw new TypeError('fetch failed')
  if (fate?.kind === 'meanwhile') await fate.act()
  if (fate?.kind === 'delay') await Promise.race([fate.until, abortOf(init)])
  return response
}

type ParsedRequest = Omit<SyncRequest, 'changes'> & { readonly changes: readonly Change[] }

const abortOf = (init: RequestInit): Promise<never> =>
  new Promise((_resolve, reject) => {
    init.signal?.addEventListener('abort', () => reject(new Error('aborted')))
  })

const bodyText = ({ body }: RequestInit): string => {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return gunzipSync(body).toString()
  throw new Error('a body of another kind')
}

const jsonResponse = (body: object, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  })

const faultResponse = (code: FaultCode, retryAfterMs?: number): Response => {
  const { status, sentence } = FAULTS[code]
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  return jsonResponse(
    { protocol: PROTOCOL_VERSION, fault: { code, message: sentence, ...wait } },
    status,
  )
}

/** Cursors are revisions; null begins at the first. */
const pageOf = (state: State, from: string | null, limit: number): Page => {
  const above = [...state.rows.values()]
    .filter((row) => row.revision > Number(from ?? 0))
    .toSorted((a, b) => a.revision - b.revision)
  const rows = above.slice(0, limit)
  const hasMore = above.length > limit
  const to = String(hasMore ? (rows.at(-1)?.revision ?? 0) : state.revision)
  return { from, to, rows, hasMore, ...(hasMore ? { left: above.length - limit } : {}) }
}

const takeChanges = (
  state: State,
  { deviceId, changes }: ParsedRequest,
  now: number,
): ChangeResult[] | 'gap' => {
  const results: ChangeResult[] = []
  const device = deviceId ?? 'nobody'
  for (const change of changes) {
    const last = state.seqs.get(device) ?? 0
    if (change.seq > last + 1) return 'gap'
    const refusal = state.refused.get(change.changeId)
    if (refusal !== undefined) results.push(refused(state, change, refusal))
    if (refusal !== undefined && CHANGE_FAULTS[refusal.code].fate === 'hold') return results
    state.seqs.set(device, Math.max(last, change.seq))
    if (refusal === undefined) results.push(take(state, change, now))
  }
  return results
}

const refused = (state: State, { changeId }: Change, fault: ChangeFault): ChangeResult => ({
  changeId,
  outcome: 'rejected',
  revision: state.revision,
  fault,
})

const take = (state: State, change: Change, now: number): ChangeResult => {
  const known = state.results.get(change.changeId)
  if (known !== undefined) return { ...known, outcome: 'duplicate' }
  const result = apply(state, change, now)
  state.results.set(change.changeId, result)
  return result
}

const apply = (state: State, change: Change, now: number): ChangeResult => {
  const row = rowOf(state, change, now)
  if (row !== undefined) {
    state.revision += 1
    state.rows.set(row.id, { ...row, revision: state.revision })
  }
  return { changeId: change.changeId, outcome: 'applied', revision: state.revision }
}

/** What its author left out has its default; the schema then gives it its type. */
const rowOf = (state: State, change: Change, now: number): Row | undefined => {
  const common = { revision: 0, isDeleted: false, createdAt: now, updatedAt: now, clocks: {} }
  if (change.kind === 'chat.create')
    return chatRowSchema.parse({ ...PLAIN_CHAT, ...change.chat, ...common })
  if (change.kind === 'message.append') {
    const { message } = change
    const position = messagesOf(state, message.chatId)
    return messageRowSchema.parse({ ...PLAIN_MESSAGE, ...message, ...common, position })
  }
  return undefined
}

const messagesOf = (state: State, chatId: ChatId): number =>
  [...state.rows.values()].filter((row) => row.entity === 'message' && row.chatId === chatId).length

const PLAIN_CHAT = {
  entity: 'chat',
  parentChatId: null,
  branchFromMessageId: null,
  folderId: null,
  pinned: false,
  archived: false,
  deletedAt: null,
  isPurged: false,
}
const PLAIN_MESSAGE = {
  entity: 'message',
  model: null,
  status: 'complete',
  attachments: [],
  metadata: null,
  deviceId: null,
}
