/** What a person's act says before it becomes a change: no number, no base, no count of what was seen. */

import type { Attachment } from '../protocol/attachment.ts'
import type { NewChat } from '../protocol/chat.ts'
import type { ConflictChoice } from '../protocol/conflict.ts'
import type { NewFolder } from '../protocol/folder.ts'
import type { ChatId, ConflictId, FolderId, MessageId } from '../protocol/ids.ts'
import type { MessageStatus, NewMessage } from '../protocol/message.ts'
import type { SyncMode } from '../protocol/sync-mode.ts'

/** One field of a chat. */
export type ChatValue =
  | { readonly field: 'title'; readonly value: string }
  | { readonly field: 'folderId'; readonly value: FolderId | null }
  | { readonly field: 'pinned' | 'archived' | 'deleted'; readonly value: boolean }
  | { readonly field: 'syncMode'; readonly value: SyncMode | null }

/** One field of a folder. */
export type FolderValue =
  | { readonly field: 'name'; readonly value: string }
  | { readonly field: 'parentId'; readonly value: FolderId | null }
  | { readonly field: 'deleted'; readonly value: boolean }
  | { readonly field: 'syncMode'; readonly value: SyncMode | null }

/** One field of a message; `content` only while it streams. */
export type MessageValue =
  | { readonly field: 'deleted'; readonly value: boolean }
  | { readonly field: 'status'; readonly value: MessageStatus }
  | { readonly field: 'content'; readonly value: string }

/** Of a set that is part of the answer to a conflict: which. */
interface Resolving {
  readonly resolves?: ConflictId | undefined
}

export type ChangeDraft =
  | { readonly kind: 'chat.create'; readonly chat: NewChat }
  | ({ readonly kind: 'chat.set'; readonly chatId: ChatId } & ChatValue & Resolving)
  | { readonly kind: 'chat.purge'; readonly chatId: ChatId }
  | {
      readonly kind: 'message.append'
      readonly message: NewMessage
      /** The draft that this message was typed in; it goes in the same transaction. */
      readonly fromDraft?: string
      /** Blobs of its attachments, kept in the same transaction. */
      readonly files?: readonly (Attachment & { readonly bytes: Blob | ArrayBuffer })[]
    }
  | ({
      readonly kind: 'message.set'
      readonly chatId: ChatId
      readonly messageId: MessageId
      /** Where the message lies, as the reader was given it: spares a search through the chat. */
      readonly position?: number | null
    } & MessageValue &
      Resolving)
  | { readonly kind: 'folder.create'; readonly folder: NewFolder }
  | ({ readonly kind: 'folder.set'; readonly folderId: FolderId } & FolderValue & Resolving)
  | { readonly kind: 'folder.purge'; readonly folderId: FolderId }
  | {
      readonly kind: 'conflict.resolve'
      readonly conflictId: ConflictId
      /** null takes an earlier choice back. */
      readonly choice: ConflictChoice | null
    }
