/** Whether something that was read again looks the same as before, so that it need not be drawn again. Pure. */

import type { ChatCount } from '../../db/device/count-by-chat.ts'
import type { MessageView } from '../../db/device/messages.ts'
import type { ChatRecord } from '../../db/device/records.ts'

interface Body {
  readonly metaId: string
  readonly message: MessageView
  readonly isNewest: boolean
  readonly isTimeShown: boolean
  readonly isTarget: boolean
  readonly isTouch: boolean
  readonly isReachable: boolean
  readonly actionsOf: unknown
  readonly onStep: unknown
  readonly editor: unknown
}

const LOOKS = [
  'metaId',
  'isNewest',
  'isTimeShown',
  'isTarget',
  'isTouch',
  'isReachable',
  'actionsOf',
  'onStep',
  'editor',
] as const satisfies readonly (keyof Body)[]

export const isSameBody = (one: Body, other: Body): boolean =>
  LOOKS.every((look) => one[look] === other[look]) &&
  marksOfMessage(one.message) === marksOfMessage(other.message) &&
  one.message.content === other.message.content

/** Everything of a message that a view of it shows or acts on, its text apart. */
const marksOfMessage = (message: MessageView): string => {
  const { id, chatId, revision, position, role, timestamp, status, state, fault } = message
  const { isDeleted, versions, model } = message
  const marks = [id, chatId, revision, position, role, timestamp, status, state, isDeleted]
  return JSON.stringify([...marks, model, fault?.message, versions])
}

interface Row {
  readonly chat: ChatRecord
  readonly marks: ChatCount | undefined
  readonly mode?: string | undefined
  readonly now: number
  readonly isOpen: boolean
  readonly isTabStop: boolean
  readonly isRenaming: boolean
  readonly isSelected: boolean | null
}

export const isSameRow = (one: Row, other: Row): boolean =>
  marksOfRow(one) === marksOfRow(other) && marksOfChat(one.chat) === marksOfChat(other.chat)

const marksOfRow = (row: Row): string => {
  const { now, isOpen, isTabStop, isRenaming, isSelected, marks, mode } = row
  return JSON.stringify([now, isOpen, isTabStop, isRenaming, isSelected, marks, mode])
}

const marksOfChat = (chat: ChatRecord): string => {
  const { id, title, revision, activeAt, pinned, archived, folderId, isDeleted } = chat
  return JSON.stringify([id, title, revision, activeAt, pinned, archived, folderId, isDeleted])
}
