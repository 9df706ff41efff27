/** Judges what is done to chats. */

import type { ChangeBody } from '../../protocol/change.ts'
import type { Clock } from '../../protocol/clock.ts'
import { recordConflict } from './conflict-record.ts'
import { dated } from './dated.ts'
import { withReplaced } from './keep-version.ts'
import type { ChatState } from './loaded.ts'
import { byOf, type MergedRow, mergeSet } from './merge-field.ts'
import { storableMoment } from './moments.ts'
import { type Edit, nextRevision, putChat, type Ruling, type Working } from './working.ts'

type ChatCreate = Extract<ChangeBody, { kind: 'chat.create' }>
type ChatSet = Extract<ChangeBody, { kind: 'chat.set' }>

/** A chat or folder that it names and that is not here is no fault: it is then shown without. */
export const judgeChatCreate = (working: Working, change: ChatCreate, edit: Edit): Ruling => {
  const { chat } = change
  const standing = working.chats.get(chat.id)
  if (standing?.isPurged === true) return { kind: 'refused', code: 'purged' }
  if (standing !== undefined)
    return { kind: 'taken', outcome: 'duplicate', revision: standing.revision }
  const revision = nextRevision(working)
  putChat(working, {
    id: chat.id,
    revision,
    title: chat.title,
    timestamp: storableMoment(chat.timestamp),
    parentChatId: chat.parentChatId ?? null,
    branchFromMessageId: chat.branchFromMessageId ?? null,
    folderId: chat.folderId ?? null,
    pinned: chat.pinned ?? false,
    archived: chat.archived ?? false,
    isDeleted: false,
    deletedAt: null,
    isPurged: false,
    createdAt: edit.at,
    updatedAt: edit.at,
    clocks: {},
    syncMode: null,
    history: [],
    trashedAt: null,
    nextPosition: 0,
  })
  return { kind: 'taken', outcome: 'applied', revision }
}

export const judgeChatSet = (working: Working, change: ChatSet, edit: Edit): Ruling => {
  const standing = working.chats.get(change.chatId)
  if (standing === undefined) return { kind: 'refused', code: 'needs_parent' }
  if (standing.isPurged) return { kind: 'refused', code: 'purged' }
  const revision = nextRevision(working)
  const row = { ...standing, revision, updatedAt: Math.max(standing.updatedAt, edit.at) }
  if (wouldHideUnseen(working, standing, change)) {
    putChat(working, row)
    recordRefusedDeletion(working, row, edit)
    return { kind: 'taken', outcome: 'conflict', revision }
  }
  const merged = merge(working, row, { change, edit })
  const versioned = withReplaced(standing, merged.row, change.field)
  putChat(working, counted(dated(versioned, working.now), edit))
  return { kind: 'taken', outcome: merged.isConflict ? 'conflict' : 'applied', revision }
}

/**
 * Law D1: a deletion must not take messages with it that its author never saw. Counting them is what
 * holds; a revision that the device has read up to does not prove that it showed them. What came in
 * the same batch and was refused is in the device's count, and not in the chat.
 */
const wouldHideUnseen = ({ refused }: Working, chat: ChatState, change: ChatSet): boolean =>
  change.field === 'deleted' &&
  change.value &&
  !chat.isDeleted &&
  chat.nextPosition > (change.seenMessages ?? 0) - (refused.get(chat.id) ?? 0)

interface Setting {
  readonly change: ChatSet
  readonly edit: Edit
}

const recordRefusedDeletion = (working: Working, chat: ChatState, edit: Edit): void => {
  const { deleted } = chat.clocks
  recordConflict(
    working,
    { entity: 'chat', id: chat.id, field: 'deleted' },
    {
      kept: { value: false, clock: deleted === undefined ? null : unmarked(deleted) },
      lost: { value: true, clock: { ...edit, revision: chat.revision } },
    },
  )
}

const merge = (
  working: Working,
  row: ChatState,
  { change, edit }: Setting,
): MergedRow<ChatState> => {
  const target = { entity: 'chat', field: change.field, row } as const
  const by = byOf(change, edit)
  switch (change.field) {
    case 'title':
      return mergeSet(working, { ...target, property: 'title' }, { ...by, value: change.value })
    case 'folderId':
      return mergeSet(working, { ...target, property: 'folderId' }, { ...by, value: change.value })
    case 'pinned':
      return mergeSet(working, { ...target, property: 'pinned' }, { ...by, value: change.value })
    case 'archived':
      return mergeSet(working, { ...target, property: 'archived' }, { ...by, value: change.value })
    case 'deleted':
      return mergeSet(working, { ...target, property: 'isDeleted' }, { ...by, value: change.value })
    case 'syncMode':
      return mergeSet(working, { ...target, property: 'syncMode' }, { ...by, value: change.value })
  }
}

/** What the chat held when it was deleted: should the server lose it, more than that was never seen. */
const counted = (chat: ChatState, { changeId }: Edit): ChatState => {
  const { deleted } = chat.clocks
  if (!chat.isDeleted || deleted?.changeId !== changeId) return chat
  const clock = { ...deleted, messageCount: chat.nextPosition }
  return { ...chat, clocks: { ...chat.clocks, deleted: clock } }
}

/**
 * Whether a chat with so many messages holds one that a deletion did not see. A deletion of an older
 * server does not tell, and is believed.
 */
export const holdsUnseen = (count: number, deletion: Clock | undefined): boolean =>
  deletion?.messageCount !== undefined && count > deletion.messageCount

/** A new message is asked about, whatever was answered before it. */
const unmarked = (clock: Clock): Clock => {
  const { isAnswer: _, ...rest } = clock
  return rest
}

/** A message came for a chat in the trash: unseen content beats deletion, and the person is told. */
export const undelete = (working: Working, chat: ChatState, edit: Edit): ChatState => {
  const revision = nextRevision(working)
  const deletion = chat.clocks['deleted']
  const previous = deletion === undefined ? {} : { previous: deletion.changeId }
  const clock = { ...edit, at: Math.max(edit.at, (deletion?.at ?? 0) + 1), revision, ...previous }
  const undeleted: ChatState = {
    ...chat,
    revision,
    isDeleted: false,
    deletedAt: null,
    trashedAt: null,
    updatedAt: Math.max(chat.updatedAt, edit.at),
    clocks: { ...chat.clocks, deleted: clock },
  }
  const open = withReplaced(chat, undeleted, 'deleted')
  putChat(working, open)
  if (deletion !== undefined)
    recordConflict(
      working,
      { entity: 'chat', id: chat.id, field: 'deleted' },
      { kept: { value: false, clock }, lost: { value: true, clock: unmarked(deletion) } },
    )
  return open
}
