/** Writes what a person answered to conflicts, each with all that follows from it, in one step. */

import type { ConflictChoice } from '../protocol/conflict.ts'
import type { ConflictId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import { rowKey } from '../protocol/row-key.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import { resolving, rowOfConflict } from './conflict-row.ts'
import { draftOfValue, type KeptValue } from './draft-of-value.ts'
import { findAnywhere } from './find-anywhere.ts'
import { readWindow } from './messages.ts'
import type { ConflictRecord } from './records.ts'
import { fieldOf, type ValuedRow } from './row-field.ts'
import type { ShownMessage } from './shown.ts'
import { storableDraft } from './storable.ts'
import { attempt } from './storage-fault.ts'
import type { WriteDeps, WriteOutcome } from './write.ts'
import { writeActs } from './write-acts.ts'

/**
 * `choice` as it is sent: `kept` leaves what stands, `lost` puts the other in its place. What else a
 * person may want is `kept` and more: `text` is set in place of both, `beside` is made so that both stay.
 */
export interface ConflictAnswer {
  readonly conflictId: ConflictId
  readonly choice: ConflictChoice
  readonly text?: string
  /** Chats, folders and messages that the answer makes. */
  readonly beside?: readonly ChangeDraft[]
}

/** What takes one answer back. */
export interface Undoing {
  readonly conflictId: ConflictId
  /** What stood before, and what was put in its place; null where it stands still. */
  readonly former: { readonly kept: KeptValue; readonly put: unknown } | null
  /** Deletions of what was made; text where that must be looked for: how the title of a copy begins. */
  readonly beside: readonly ChangeDraft[] | string
}

/** `undo`: one for each conflict that this answered; those that somebody had answered before are left. */
export type AnswerOutcome =
  | (Extract<WriteOutcome, { kind: 'written' }> & { readonly undo: readonly Undoing[] })
  | Exclude<WriteOutcome, { kind: 'written' }>

/** All answers in ONE transaction: none is ever half given. */
export const answerConflicts = async (
  db: ChatDatabase,
  deps: WriteDeps,
  answers: readonly ConflictAnswer[],
): Promise<AnswerOutcome> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async (): Promise<AnswerOutcome> => {
      const given: Given[] = []
      let missing: string | null = null
      for (const answer of answers) {
        const one = await give(db, deps, answer)
        if (one === 'missing') missing ??= rowKey('conflict', answer.conflictId)
        else if (one !== 'answered') given.push(one)
      }
      if (given.length === 0 && missing !== null) return { kind: 'missing', rowKey: missing }
      const stays = await leavesOf(db, given)
      const acts = given.flatMap(({ drafts }) => drafts.map(storableDraft))
      const written = await writeActs(db, deps, acts)
      if (written.kind !== 'written') return written
      await db.branches.bulkPut(stays)
      return { ...written, undo: given.map(({ undoing }) => undoing) }
    }),
  )

interface Given {
  readonly drafts: readonly ChangeDraft[]
  readonly undoing: Undoing
  /** The message that both stand beside; what is looked at stays so. */
  readonly besideOf: ShownMessage | null
}

/** `missing`: the row is gone, or cannot have this value any more. */
const give = async (
  db: ChatDatabase,
  deps: WriteDeps,
  answer: ConflictAnswer,
): Promise<Given | 'answered' | 'missing'> => {
  const conflict = await db.conflicts.get(answer.conflictId)
  if (conflict === undefined) return 'missing'
  if (conflict.isOpen === 0) return 'answered'
  if (conflict.ofEntity === 'message') return giveOnMessage(db, deps, { conflict, answer })
  const row = await rowOfConflict(db, conflict)
  if (row === undefined && answer.choice === 'lost') return 'missing'
  return settle({ conflict, answer, row })
}

interface Asked {
  readonly conflict: ConflictRecord
  readonly answer: ConflictAnswer
}

/** A message's text never changes: whatever is not the standing one stands beside it as a version. */
const giveOnMessage = async (
  db: ChatDatabase,
  deps: WriteDeps,
  { conflict, answer }: Asked,
): Promise<Given | 'missing'> => {
  const row = await findAnywhere(db, conflict.entityId)
  const { choice, text } = answer
  const wanted = wantedText({ conflict, answer })
  if (row === undefined) return choice === 'kept' ? settle({ conflict, answer, row }) : 'missing'
  if (wanted === null || wanted === row.content) return settle({ conflict, answer, row })
  const version = versionOf(row, { id: deps.newId(), content: wanted, now: deps.now() })
  const given = settle({
    conflict,
    answer: { conflictId: conflict.id, choice: 'kept', beside: [version] },
    row,
  })
  if (given === 'missing') return given
  const resolution: ChangeDraft = { kind: 'conflict.resolve', conflictId: conflict.id, choice }
  const staysShown = text === undefined && choice === 'kept'
  return { ...given, drafts: [version, resolution], besideOf: staysShown ? row : null }
}

/** Which text has to stand as well; null where none has. */
const wantedText = ({
  conflict: { field, lost },
  answer: { choice, text, beside },
}: Asked): string | null => {
  if (field !== 'content') return null
  const wanted = text ?? (choice === 'lost' || beside !== undefined ? lost.value : null)
  return typeof wanted === 'string' ? wanted : null
}

const versionOf = (
  { chatId, parentId, role, model, attachments }: ShownMessage,
  own: { readonly id: string; readonly content: string; readonly now: number },
): ChangeDraft => ({
  kind: 'message.append',
  message: {
    id: idOf(own.id),
    chatId,
    parentId,
    role,
    content: own.content,
    timestamp: own.now,
    ...(model === null ? {} : { model }),
    ...(attachments.length === 0 ? {} : { attachments }),
  },
})

/** The value, what is made beside it, and the word that it is settled; in this order. */
const settle = ({
  conflict,
  answer: { choice, text, beside = [] },
  row,
}: Asked & {
  readonly row: (ValuedRow & { readonly chatId?: ShownMessage['chatId'] }) | undefined
}): Given | 'missing' => {
  const { id, ofEntity, entityId, field, lost } = conflict
  const stood = row === undefined ? undefined : fieldOf(row, field)
  const put = text ?? (choice === 'lost' ? lost.value : stood)
  const resolution: ChangeDraft = { kind: 'conflict.resolve', conflictId: id, choice }
  const rest = { conflictId: id, beside: unmade(beside) }
  if (put === stood)
    return {
      drafts: [...beside, resolution],
      undoing: { ...rest, former: null },
      besideOf: null,
    }
  const spot = { ofEntity, entityId, field, chatId: row?.chatId ?? null }
  const draft = draftOfValue({ ...spot, value: put })
  if (draft === null) return 'missing'
  return {
    drafts: [resolving(draft, id), ...beside, resolution],
    undoing: { ...rest, former: { kept: { ...spot, value: stood }, put } },
    besideOf: null,
  }
}

/** What was made goes into the trash, a chat with all its messages. */
const unmade = (beside: readonly ChangeDraft[]): readonly ChangeDraft[] => {
  const chats = new Set(beside.flatMap((act) => (act.kind === 'chat.create' ? [act.chat.id] : [])))
  return beside.flatMap((act): readonly ChangeDraft[] => {
    if (act.kind === 'chat.create')
      return [{ kind: 'chat.set', chatId: act.chat.id, field: 'deleted', value: true }]
    if (act.kind === 'folder.create')
      return [{ kind: 'folder.set', folderId: act.folder.id, field: 'deleted', value: true }]
    if (act.kind !== 'message.append' || chats.has(act.message.chatId)) return []
    const { id: messageId, chatId } = act.message
    return [{ kind: 'message.set', chatId, messageId, field: 'deleted', value: true }]
  })
}

/** Where those chats are looked at now, which a version beside must not change. */
const leavesOf = async (db: ChatDatabase, given: readonly Given[]) => {
  const chatIds = new Set(given.flatMap(({ besideOf }) => besideOf?.chatId ?? []))
  const leaves = await Promise.all(
    [...chatIds].map(async (chatId) => {
      const { leafId } = await readWindow(db, { chatId, limit: 1 })
      return leafId === null ? [] : [{ chatId, leafId }]
    }),
  )
  return leaves.flat()
}

/** Keeps one of the two: `lost` writes that value anew on top of what stands. One transaction. */
export const resolveConflict = async (
  db: ChatDatabase,
  deps: WriteDeps,
  answer: { readonly conflictId: ConflictId; readonly choice: ConflictChoice },
): Promise<WriteOutcome> => {
  const outcome = await answerConflicts(db, deps, [answer])
  if (outcome.kind === 'written' && outcome.undo.length === 0)
    return { kind: 'missing', rowKey: rowKey('conflict', answer.conflictId) }
  return outcome
}
