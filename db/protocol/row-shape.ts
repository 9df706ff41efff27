/** Whether a row has the form that its schema defines. */

import type { Attachment } from './attachment.ts'
import type { ChatRow } from './chat.ts'
import type { Clock } from './clock.ts'
import type { ConflictRow, SidedValue } from './conflict.ts'
import type { FolderRow } from './folder.ts'
import type { ChatVersion } from './history.ts'
import type { MessageRow } from './message.ts'
import type { Row } from './row.ts'
import {
  type Check,
  isCount,
  isFlag,
  isId,
  isJson,
  isListOf,
  isNullOr,
  isObjectOf,
  isOneOf,
  isRecordOf,
  isSha256,
  isText,
  isWhole,
} from './shape.ts'

const isClock = isObjectOf<Clock>(
  { at: isWhole, deviceId: isId, changeId: isId, revision: isCount },
  { previous: isId, messageCount: isCount, isAnswer: isFlag },
)

/** What chats, folders and messages have alike. */
const merged = {
  revision: isWhole,
  isDeleted: isFlag,
  createdAt: isWhole,
  updatedAt: isWhole,
  clocks: isRecordOf(isClock),
}

const isSyncMode = isNullOr(isOneOf('everywhere', 'cloud'))

const isChatVersion = isObjectOf<ChatVersion>(
  { field: isText, value: isJson, clock: isNullOr(isClock) },
  {},
)

const isChatRow = isObjectOf<ChatRow>(
  {
    ...merged,
    entity: isOneOf('chat'),
    id: isId,
    title: isText,
    timestamp: isWhole,
    parentChatId: isNullOr(isId),
    branchFromMessageId: isNullOr(isId),
    folderId: isNullOr(isId),
    pinned: isFlag,
    archived: isFlag,
    deletedAt: isNullOr(isWhole),
    isPurged: isFlag,
  },
  { syncMode: isSyncMode, history: isListOf(isChatVersion) },
)

const isAttachment = isObjectOf<Attachment>(
  { sha256: isSha256, name: isText, mime: isText, size: isCount },
  {},
)

const isMessageRow = isObjectOf<MessageRow>(
  {
    ...merged,
    entity: isOneOf('message'),
    id: isId,
    chatId: isId,
    parentId: isNullOr(isId),
    role: isOneOf('user', 'assistant', 'system', 'tool'),
    content: isText,
    timestamp: isWhole,
    position: isWhole,
    model: isNullOr(isText),
    status: isOneOf('complete', 'streaming', 'interrupted', 'failed'),
    attachments: isListOf(isAttachment),
    metadata: isNullOr(isRecordOf(isJson)),
    deviceId: isNullOr(isId),
  },
  {},
)

const isFolderRow = isObjectOf<FolderRow>(
  {
    ...merged,
    entity: isOneOf('folder'),
    id: isId,
    name: isText,
    parentId: isNullOr(isId),
  },
  { syncMode: isSyncMode, deletedAt: isNullOr(isWhole), isPurged: isFlag },
)

const isSidedValue = isObjectOf<SidedValue>({ value: isJson, clock: isNullOr(isClock) }, {})

const isConflictRow = isObjectOf<ConflictRow>(
  {
    entity: isOneOf('conflict'),
    id: isId,
    revision: isWhole,
    ofEntity: isOneOf('chat', 'folder', 'message'),
    entityId: isText,
    field: isText,
    kept: isSidedValue,
    lost: isSidedValue,
    lostChangeId: isId,
    lostDeviceId: isNullOr(isId),
    createdAt: isWhole,
    resolvedAt: isNullOr(isWhole),
    choice: isNullOr(isOneOf('kept', 'lost')),
  },
  {},
)

/** As rowSchema; messages first, for they are many. */
export const isRow: Check<Row> = (value): value is Row =>
  isMessageRow(value) || isChatRow(value) || isFolderRow(value) || isConflictRow(value)
