/** The rows of a batch while it is being judged: what was loaded, and what is to be written. */

import type { ConflictRow } from '../../protocol/conflict.ts'
import type { ChangeFaultCode } from '../../protocol/fault.ts'
import type { ChangeId, DeviceId } from '../../protocol/ids.ts'
import type { MessageRow } from '../../protocol/message.ts'
import type { ChatState, ConflictState, FolderState, Loaded, MessageState } from './loaded.ts'

export type NewMessageRow = Omit<MessageRow, 'entity'>
export type NewConflictRow = Omit<ConflictRow, 'entity'>

/**
 * Changed in place by the judges, and by nobody else. `written...` name the rows to write from the
 * maps; a judge that refuses a change must have changed nothing yet.
 */
export interface Working {
  readonly now: number
  /** The last revision given. */
  revision: number
  readonly chats: Map<string, ChatState>
  readonly folders: Map<string, FolderState>
  readonly messages: Map<string, MessageState>
  readonly conflicts: Map<string, ConflictState>
  readonly attachments: ReadonlySet<string>
  readonly writtenChats: Set<string>
  readonly writtenFolders: Set<string>
  readonly patchedMessages: Set<string>
  readonly resolvedConflicts: Set<string>
  readonly newMessages: Map<string, NewMessageRow>
  readonly newConflicts: Map<string, NewConflictRow>
  /** Chats whose messages and conflicts go. */
  readonly purged: Set<string>
  /** Folders whose conflicts go. */
  readonly purgedFolders: Set<string>
  /** By chat, how many messages of this batch were refused. */
  readonly refused: Map<string, number>
}

/** Who made the change, and when in server time. */
export interface Edit {
  readonly changeId: ChangeId
  readonly deviceId: DeviceId
  readonly at: number
}

/** What a judge decides of one change. `revision` is the one its row now has. */
export type Ruling =
  | {
      readonly kind: 'taken'
      readonly outcome: 'applied' | 'conflict' | 'duplicate'
      readonly revision: number
    }
  | {
      readonly kind: 'refused'
      readonly code: ChangeFaultCode
      readonly message?: string
      readonly sha256?: readonly string[]
    }

export const startWorking = (loaded: Loaded, revision: number, now: number): Working => ({
  now,
  revision,
  chats: byId(loaded.chats),
  folders: byId(loaded.folders),
  messages: byId(loaded.messages),
  conflicts: byId(loaded.conflicts),
  attachments: new Set(loaded.attachments),
  writtenChats: new Set(),
  writtenFolders: new Set(),
  patchedMessages: new Set(),
  resolvedConflicts: new Set(),
  newMessages: new Map(),
  newConflicts: new Map(),
  purged: new Set(),
  purgedFolders: new Set(),
  refused: new Map(),
})

const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]))

/** The next number of the person's one counter; each row that a change touches takes its own. */
export const nextRevision = (working: Working): number => {
  working.revision += 1
  return working.revision
}

export const putChat = (working: Working, chat: ChatState): void => {
  working.chats.set(chat.id, chat)
  working.writtenChats.add(chat.id)
}

export const putFolder = (working: Working, folder: FolderState): void => {
  working.folders.set(folder.id, folder)
  working.writtenFolders.add(folder.id)
}

/** A message that came with this batch is still written whole; one that was there is patched. */
export const patchMessage = (
  working: Working,
  patch: Pick<MessageState, 'id' | 'revision' | 'clocks' | 'updatedAt'> & Partial<MessageState>,
): void => {
  const standing = working.messages.get(patch.id)
  if (standing === undefined) return
  const patched = { ...standing, ...patch }
  working.messages.set(patch.id, patched)
  const fresh = working.newMessages.get(patch.id)
  if (fresh === undefined) working.patchedMessages.add(patch.id)
  else
    working.newMessages.set(patch.id, {
      ...fresh,
      revision: patched.revision,
      clocks: patched.clocks,
      updatedAt: patched.updatedAt,
      status: patched.status,
      isDeleted: patched.isDeleted,
      content: patched.content ?? fresh.content,
    })
}

/** Adds a message at the end of its chat; the chat's own row is not touched by that. */
export const addMessage = (working: Working, chat: ChatState, row: NewMessageRow): void => {
  working.newMessages.set(row.id, row)
  working.messages.set(row.id, { ...row, contentMd5: null })
  working.chats.set(chat.id, { ...chat, nextPosition: row.position + 1 })
}
