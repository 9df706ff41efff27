/** The document's five methods: each asks the engine for its direction, and only for its own person. */

import { indexedDB, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openChatDatabase, type ChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import { write } from '../../db/device/write.ts'
import { chatIdSchema, userIdSchema } from '../../db/protocol/ids.ts'
import { NO_PROGRESS } from '../../sw/engine/announce.ts'
import { IDLE } from '../../sw/engine/machine.ts'
import type { SyncOutcome } from '../../sw/engine/outcome.ts'
import { ChatSyncService } from '../../web/sync/chat-sync-service.ts'

const DONE: SyncOutcome = { kind: 'done', sent: 0, received: 0, unsent: 0 }
const ANNA = userIdSchema.parse('anna')

let database: ChatDatabase
let asked: string[]

beforeEach(async () => {
  asked = []
  vi.stubGlobal('navigator', { onLine: true })
  database = await openChatDatabase(`service-${newId()}`, { indexedDB, IDBKeyRange })
})

afterEach(async () => {
  vi.unstubAllGlobals()
  await database.delete()
})

const service = () =>
  new ChatSyncService({
    identity: {
      id: 'current',
      userId: ANNA,
      displayName: 'Anna',
      signedInAt: 0,
      expiresAt: null,
      state: 'active',
    },
    database,
    sync: {
      wake: () => undefined,
      verify: async () => ({ kind: 'skipped' as const }),
      follow: () => undefined,
      sync: async (direction) => {
        asked.push(direction)
        return DONE
      },
      syncIfDue: async () => {
        asked.push('if due')
        return DONE
      },
      status: () => ({ state: IDLE, run: null, progress: NO_PROGRESS }),
      watch: () => () => undefined,
      settle: () => undefined,
      fetchChat: () => Promise.resolve({ kind: 'here' as const }),
      close: () => undefined,
    },
  })

describe('ChatSyncService', () => {
  it('asks for each direction under its name', async () => {
    await service().syncToServer(ANNA)
    await service().syncFromServer(ANNA)
    await service().performFullSync(ANNA)
    await service().autoSync(ANNA)

    expect(asked).toEqual(['upload', 'download', 'full', 'if due'])
  })

  it('[P1] does nothing for anyone but the person whose chats are open', async () => {
    const outcome = await service().performFullSync('bert')
    await service().autoSync('bert')

    expect(outcome).toMatchObject({ kind: 'stopped', fault: { code: 'user_mismatch' } })
    expect(asked).toEqual([])
  })

  it('adds what waits on this device to what the server counts', async () => {
    const status = { lastSyncTimestamp: 5, pendingChanges: 3, isOnline: true, revision: 9 }
    vi.stubGlobal('fetch', async () => Response.json({ ...status, devices: [] }))
    await writeChat()

    expect(await service().getSyncStatus(ANNA)).toEqual({
      ...status,
      pendingChanges: 4,
      devices: [],
    })
  })

  it('[F1] still tells what waits when the server cannot be reached', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('no network')
    })
    await writeChat()

    expect(await service().getSyncStatus(ANNA)).toMatchObject({
      pendingChanges: 1,
      isOnline: false,
    })
  })
})

const writeChat = () =>
  write(
    database,
    { now: Date.now, newId },
    {
      kind: 'chat.create',
      chat: { id: chatIdSchema.parse(newId()), title: 'Trip', timestamp: Date.now() },
    },
  )
