/** Brings what a person will probably want next before they ask, where there is room for it; a little at a time. */

import type { Attachment } from '../../db/protocol/attachment.ts'
import { likelyChats, likelyFiles } from '../../db/device/likely.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import type { EngineDeps } from './deps.ts'
import type { FetchAsk, FetchOutcome } from './fetch-chat.ts'
import { TIMEOUT_MS } from './transport.ts'

/** In one go; the next full sync goes on. */
const CHATS = 5
const FILES = 10
/** Of the room that the browser grants, at least so much stays free, and so large a part of it. */
const FREE_BYTES = 200 * 1024 * 1024
const FREE_PART = 0.5

export const prefetch = async (
  deps: EngineDeps,
  fetchChat: (asked: FetchAsk) => Promise<FetchOutcome>,
  signal: AbortSignal,
): Promise<void> => {
  const { database, now } = deps
  if (!(await hasRoom(deps))) return
  const chatIds = await attempt(database, () => likelyChats(database, CHATS))
  if ('kind' in chatIds) return
  for (const chatId of chatIds) {
    const outcome = await fetchChat({ chatId, goal: 'here', signal })
    if (outcome.kind !== 'here' && outcome.kind !== 'gone') return
  }
  const files = await attempt(database, () => likelyFiles(database, now(), FILES))
  if ('kind' in files) return
  for (const file of files) if (!(await bringFile(deps, file, signal))) return
}

const hasRoom = async ({ room }: EngineDeps): Promise<boolean> => {
  const granted = (await room?.()) ?? null
  if (granted === null) return false
  const { used, quota } = granted
  return quota - used > FREE_BYTES && used < FREE_PART * quota
}

/** False where it is not worth asking for the next: no network, no room, or it was given up. */
const bringFile = async (
  deps: EngineDeps,
  { sha256, mime }: Attachment,
  signal: AbortSignal,
): Promise<boolean> => {
  const bytes = await ask(deps, sha256, signal)
  if (bytes === null || deps.sha256 === undefined) return false
  if (bytes === 'not there' || hex(await deps.sha256(new Uint8Array(bytes))) !== sha256) return true
  const record = { sha256, mime, size: bytes.byteLength, bytes, isSent: 1, addedAt: deps.now() }
  const kept = await attempt(deps.database, () =>
    deps.database.attachments.put({ ...record, isSent: 1 }),
  )
  return typeof kept === 'string'
}

const ask = async (
  { fetch, wait, userId }: EngineDeps,
  sha256: string,
  signal: AbortSignal,
): Promise<ArrayBuffer | 'not there' | null> => {
  const [late, done] = [new AbortController(), new AbortController()]
  void wait(TIMEOUT_MS, done.signal).then(() => late.abort())
  try {
    const response = await fetch(`/api/attachments/${sha256}`, {
      method: 'GET',
      headers: { 'x-sync-client': '1', 'x-expect-user': userId },
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.any([signal, late.signal]),
    })
    if (response.status === 404) return 'not there'
    return response.ok ? await response.arrayBuffer() : null
  } catch {
    // Only that it failed is said: another full sync tries again.
    return null
  } finally {
    done.abort()
  }
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
