/** What must be true when all is quiet: everyone agrees, and everything that was written is accounted for. */

import { isDeepStrictEqual } from 'node:util'
import type { OutboxEntry } from '../../../db/device/records.ts'
import type { ChatRow, NewChat } from '../../../db/protocol/chat.ts'
import type { ConflictRow } from '../../../db/protocol/conflict.ts'
import type { MessageRow, NewMessage } from '../../../db/protocol/message.ts'
import { isSyncReply } from '../../../db/protocol/reply-shape.ts'
import type { Row } from '../../../db/protocol/row.ts'
import { rowKey } from '../../../db/protocol/row-key.ts'
import { splitRowKey } from '../../../db/device/row-target.ts'
import { recordsIn } from './disk.ts'
import { ledgerOf } from './ledger.ts'
import { diskOf, hasSeen, type Notes, type Written } from './notes.ts'
import { heldRows, lasting, readTables } from './tables.ts'
import { look } from './syncing.ts'
import { checkAnswers, checkAsked, checkHistories } from './verdict-on-answers.ts'
import type { Device, Person, World } from './world.ts'

export interface Lenience {
  /** A restored server may report a value that was overwritten long ago, and takes messages in a new order. */
  readonly isRestored: boolean
}

/** Resolves to every row that the server has, person by person. */
export const judge = async (
  world: World,
  notes: Notes,
  lenience: Lenience,
): Promise<readonly (readonly Row[])[]> => {
  const all: (readonly Row[])[] = []
  for (const person of world.people) {
    const own = world.devices.filter((device) => device.person === person)
    const rows = await serverRows(world, person)
    all.push(rows)
    for (const device of own) checkAgreement(device, lasting(rows))
    await checkWritten(world, { notes, person, rows, lenience })
    checkConflicts(notes, rows, lenience)
    checkAsked(notes, rows)
    checkHistories(notes, rows)
    checkDeletions(notes, rows)
    if (!lenience.isRestored) checkOrder(notes, own, rows)
  }
  return all
}

/** [C1] a device that comes new has all of it after one sync, and not one row more. */
export const checkNewcomer = (device: Device, rows: readonly Row[]): void =>
  checkAgreement(device, lasting(rows))

/** Every row the server has, by ordinary pages. */
const serverRows = async (world: World, { cookie }: Person): Promise<readonly Row[]> => {
  const rows = new Map<string, Row>()
  for (let cursor = '0'; ;) {
    const reply = await look(world, cookie, { cursor })
    if (!isSyncReply(reply)) throw new Error(`no reply: ${JSON.stringify(reply)}`)
    for (const row of reply.page.rows) rows.set(rowKey(row.entity, row.id), row)
    if (!reply.page.hasMore) return [...rows.values()]
    cursor = reply.page.to ?? '0'
  }
}

const checkAgreement = (device: Device, wanted: readonly string[]): void => {
  const tables = readTables(device)
  const held = lasting(heldRows(tables))
  const lacking = wanted.filter((row) => !held.includes(row))
  const surplus = held.filter((row) => !wanted.includes(row))
  if (lacking.length + surplus.length > 0)
    throw new Error(`[C1] ${device.name}: ${JSON.stringify({ lacking, surplus }, null, 1)}`)
  for (const chat of tables.chats) {
    const count = tables.stored.filter((message) => message.chatId === chat.id).length
    if (count !== chat.messageCount)
      throw new Error(`[D1] ${device.name} counts ${chat.messageCount} of ${count}: ${chat.id}`)
  }
}

interface Trial {
  readonly notes: Notes
  readonly person: Person
  readonly rows: readonly Row[]
  readonly lenience: Lenience
}

/** [N1] [N3] [K1]: what was written stands, or is in a conflict, or was replaced by someone who saw it. */
const checkWritten = async (world: World, trial: Trial): Promise<void> => {
  const { notes, person, rows } = trial
  const parked = parkedOf(world, notes, person)
  const taken = await ledgerOf(world, person)
  const byKey = new Map(rows.map((row) => [rowKey(row.entity, row.id), row]))
  const purged = new Set<string>(rows.flatMap((row) => (isErased(row) ? [row.id] : [])))
  const conflicts = rows.filter((row) => row.entity === 'conflict')
  const own = [...notes.written.values()].filter(
    ({ prefix, chatId, rowKey: key }) =>
      prefix === person.prefix && !purged.has(chatId ?? '') && !purged.has(splitRowKey(key).id),
  )
  const isHere = ({ isLost, changeId }: Written): boolean => !isLost || taken.has(changeId)
  const replaced = new Set(own.filter(isHere).flatMap((written) => written.base ?? []))
  const isKept = (written: Written): boolean => {
    const row = byKey.get(written.rowKey)
    // A conflict goes with the chat it happened in.
    if (row === undefined) return written.body.kind === 'conflict.resolve' && purged.size > 0
    if (written.field === null) return isThere(written, row)
    return (
      replaced.has(written.changeId) ||
      valueIn(row, written.field) === written.value ||
      conflicts.some((conflict) => holds(conflict, written))
    )
  }
  const kept = new Set(own.filter(isKept).map(sameness))
  const gone = own.filter(
    (written) => isHere(written) && !kept.has(sameness(written)) && !parked.has(written.changeId),
  )
  checkAnswers(rows, own.filter(isHere), trial.lenience.isRestored)
  if (gone.length > 0) throw new Error(`[N3] [K1] lost: ${JSON.stringify(gone, null, 1)}`)
}

/** Equal values of one field are one: where two wrote the same, either may be replaced. */
const sameness = (written: Written): string =>
  written.field === null ? written.changeId : `${written.rowKey}.${written.field}=${written.value}`

const isThere = ({ body }: Written, row: Row): boolean => {
  if (body.kind === 'message.append') return row.entity === 'message' && isWhole(body.message, row)
  if (body.kind === 'chat.create')
    return row.entity === 'chat' && (row.isPurged || isSameOrigin(body.chat, row))
  if (body.kind === 'chat.purge' || body.kind === 'folder.purge') return isErased(row)
  return true
}

const isErased = (row: Row): boolean =>
  (row.entity === 'chat' || row.entity === 'folder') && row.isPurged === true

const isWhole = (message: NewMessage, row: MessageRow): boolean =>
  row.parentId === message.parentId &&
  isDeepStrictEqual(row.attachments, message.attachments ?? []) &&
  (row.content === message.content || row.clocks['content'] !== undefined)

const isSameOrigin = ({ parentChatId, branchFromMessageId }: NewChat, row: ChatRow): boolean =>
  row.parentChatId === (parentChatId ?? null) &&
  row.branchFromMessageId === (branchFromMessageId ?? null)

const valueIn = (row: Row, field: string): string => {
  const name = field === 'deleted' ? 'isDeleted' : field
  return JSON.stringify(Object.entries(row).find(([key]) => key === name)?.[1])
}

const holds = (conflict: ConflictRow, { rowKey: key, field, changeId, value }: Written): boolean =>
  key === `${conflict.ofEntity}:${conflict.entityId}` &&
  conflict.field === field &&
  [conflict.kept, conflict.lost].some(
    (side) => side.clock?.changeId === changeId || JSON.stringify(side.value) === value,
  )

/** What was refused, each for a reason that histories bring about. */
const parkedOf = (world: World, notes: Notes, person: Person): ReadonlySet<string> => {
  const parked = new Set<string>()
  for (const device of world.devices.filter((own) => own.person === person))
    for (const entry of recordsIn(device, 'outbox')) {
      if (entry.state !== 'parked') continue
      if (!isExpected(entry, notes.poisoned)) throw new Error(`refused: ${JSON.stringify(entry)}`)
      parked.add(entry.changeId)
    }
  return parked
}

/** Its chat was erased for good, it was spoilt, or its message was written to its end elsewhere. */
const isExpected = ({ fault, body, rowKey: key }: OutboxEntry, poisoned: Notes['poisoned']) => {
  if (fault?.code === 'purged' || poisoned.has(key)) return true
  const isStreamed = 'field' in body && (body.field === 'content' || body.field === 'status')
  return fault?.code === 'invalid' && isStreamed
}

/** [K1] nobody is told of a conflict with what they had seen, nor twice of one. */
const checkConflicts = (notes: Notes, rows: readonly Row[], { isRestored }: Lenience): void => {
  const told = new Set<string>()
  for (const row of rows) {
    if (row.entity !== 'conflict' || isRestored) continue
    const kept = row.kept.clock?.changeId
    const key = `${row.entityId}.${row.field}.${row.lostChangeId}`
    if (told.has(key)) throw new Error(`[I1] told twice: ${JSON.stringify(row)}`)
    told.add(key)
    if (kept === undefined || isForUnseen(notes, rows, row)) continue
    if (hasSeen(notes, kept, row.lostChangeId) || hasSeen(notes, row.lostChangeId, kept))
      throw new Error(`[K1] no conflict: ${JSON.stringify(row)}`)
  }
}

/** A deletion that was refused because of messages its author had not seen. */
const isForUnseen = (notes: Notes, rows: readonly Row[], conflict: ConflictRow): boolean => {
  const deletion = notes.written.get(conflict.lostChangeId)
  if (conflict.ofEntity !== 'chat' || conflict.field !== 'deleted') return false
  return rows.some(
    (row) =>
      row.entity === 'message' &&
      row.chatId === conflict.entityId &&
      deletion?.sawMessages.has(row.id) === false,
  )
}

/** [D1] a chat in the trash holds no message that none of those who put it there had seen. */
const checkDeletions = (notes: Notes, rows: readonly Row[]): void => {
  for (const chat of rows) {
    if (chat.entity !== 'chat' || !chat.isDeleted || chat.isPurged) continue
    const writes = [...notes.written.values()].filter(
      (written) => written.rowKey === rowKey('chat', chat.id),
    )
    const hidden = rows.filter(
      (row) =>
        row.entity === 'message' &&
        row.chatId === chat.id &&
        !writes.some(({ sawMessages }) => sawMessages.has(row.id)),
    )
    if (hidden.length > 0)
      throw new Error(`[D1] unseen in the trash: ${JSON.stringify({ chat, hidden }, null, 1)}`)
  }
}

/** [O1] what one device wrote stands in the order in which it wrote it. */
const checkOrder = (notes: Notes, devices: readonly Device[], rows: readonly Row[]): void => {
  const places = new Map<string, { readonly chatId: string; readonly position: number }>(
    rows.flatMap((row) => (row.entity === 'message' ? [[row.id, row] as const] : [])),
  )
  for (const device of devices) {
    const last = new Map<string, number>()
    for (const id of notes.screens.get(diskOf(device))?.order ?? []) {
      const place = places.get(id)
      if (place === undefined) continue
      if (place.position <= (last.get(place.chatId) ?? -1))
        throw new Error(`[O1] ${device.name}: ${id} stands before an earlier one`)
      last.set(place.chatId, place.position)
    }
  }
}
