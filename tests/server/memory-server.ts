/** The server's rows in plain maps: what the judge decides is kept here, where no database is needed. */

import { type DeviceId, deviceIdSchema } from '../../db/protocol/ids.ts'
import { judgeBatch, type Judged } from '../../db/server/judge/judge-batch.ts'
import type {
  ChatState,
  ConflictState,
  DeviceState,
  FolderState,
  LedgerEntry,
  MessageState,
} from '../../db/server/judge/loaded.ts'
import type { RawChange } from '../../db/server/judge/touched.ts'
import type { NewConflictRow } from '../../db/server/judge/working.ts'
import { NOON } from './pen.ts'

export interface MemoryServer {
  revision: number
  readonly chats: Map<string, ChatState>
  readonly folders: Map<string, FolderState>
  readonly messages: Map<string, MessageState>
  readonly conflicts: Map<string, ConflictState & Partial<NewConflictRow>>
  readonly devices: Map<string, DeviceState>
  readonly ledger: LedgerEntry[]
  /** Judges and keeps; null where the whole batch was a fault. */
  readonly push: (deviceId: string, changes: readonly RawChange[], now?: number) => Judged | null
}

export const createMemoryServer = (): MemoryServer => {
  const server: MemoryServer = {
    revision: 0,
    chats: new Map(),
    folders: new Map(),
    messages: new Map(),
    conflicts: new Map(),
    devices: new Map(),
    ledger: [],
    push: (device, changes, now = NOON) => {
      const deviceId = deviceIdSchema.parse(device)
      const judged = judge(server, deviceId, { changes, now })
      if (judged.kind === 'fault') return null
      keep(server, deviceId, judged)
      return judged
    },
  }
  return server
}

const judge = (
  server: MemoryServer,
  deviceId: DeviceId,
  { changes, now }: { readonly changes: readonly RawChange[]; readonly now: number },
) =>
  judgeBatch(
    { deviceId, seen: null, sentAt: now, receivedAt: now, changes, revision: server.revision },
    {
      seenToken: null,
      oldestToken: null,
      devices: [...server.devices.values()],
      ledger: [...server.ledger],
      chats: [...server.chats.values()],
      messages: [...server.messages.values()],
      folders: [...server.folders.values()],
      conflicts: [...server.conflicts.values()],
      attachments: [],
    },
  )

const keep = (server: MemoryServer, deviceId: DeviceId, judged: Judged): void => {
  const { working } = judged
  server.revision = working.revision
  server.devices.set(deviceId, { deviceId, lastSeq: judged.lastSeq, isRetired: false })
  server.ledger.push(...judged.ledger)
  for (const chatId of working.purged) erase(server, chatId)
  for (const [id, chat] of working.chats) server.chats.set(id, chat)
  for (const [id, folder] of working.folders) server.folders.set(id, folder)
  for (const [id, message] of working.messages) server.messages.set(id, message)
  for (const [id, conflict] of working.conflicts) server.conflicts.set(id, conflict)
  for (const [id, conflict] of working.newConflicts)
    if (!server.conflicts.has(id)) server.conflicts.set(id, conflict)
}

const erase = (server: MemoryServer, chatId: string): void => {
  for (const [id, message] of server.messages)
    if (message.chatId === chatId) server.messages.delete(id)
  for (const [id, conflict] of server.conflicts)
    if (conflict.entityId === chatId) server.conflicts.delete(id)
}
