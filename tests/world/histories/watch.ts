/** What must hold on a device after every step of a history. */

import { applyToKept, shownEntries } from '../../../db/device/fold.ts'
import { keptRow } from '../../../db/device/shown.ts'
import { splitRowKey } from '../../../db/device/row-target.ts'
import type { OutboxEntry } from '../../../db/device/records.ts'
import type { Clocks } from '../../../db/protocol/clock.ts'
import { rowKey } from '../../../db/protocol/row-key.ts'
import { type Notes, noteWritten, type Screen, screenOf } from './notes.ts'
import { readTables, type Tables, visibleMessages } from './tables.ts'
import type { Device, World } from './world.ts'

/** Throws with the law that is broken. */
export const watch = (world: World, notes: Notes, device: Device): void => {
  const [error] = world.errors
  if (error !== undefined) throw error
  if (world.network.leaks.length > 0) throw broken('P1', device, world.network.leaks)
  if (!world.changed.delete(device.name)) return
  const tables = readTables(device)
  noteWritten(notes, device, { tables })
  const screen = screenOf(notes, device)
  const held = { device, tables, screen }
  checkChatsOfMessages(held)
  checkShadows(held)
  checkNumbers(held)
  checkOwnEdits(held)
  checkOwnMessages(held)
  checkPlace(held)
  checkFields(held)
  checkMessages(held)
  checkFiles(held)
}

interface Held {
  readonly device: Device
  readonly tables: Tables
  readonly screen: Screen
}

const broken = (law: string, device: Device, what: unknown): Error =>
  new Error(`[${law}] on ${device.name}: ${JSON.stringify(what)}`)

const checkChatsOfMessages = ({ device, tables }: Held): void => {
  const chats = new Set(tables.chats.map((chat) => chat.id))
  const orphans = visibleMessages(tables).filter((message) => !chats.has(message.chatId))
  if (orphans.length > 0) throw broken('message without chat', device, orphans)
  const ids = tables.stored.map((message) => message.id)
  if (new Set(ids).size !== ids.length) throw broken('I1 message twice', device, ids)
}

/** A row is the server's with the changes that wait, in order; a shadow stands exactly while they do. */
const checkShadows = ({ device, tables }: Held): void => {
  const kept = tables.outbox.filter((entry) => !['message', null].includes(entity(entry)))
  const keys = new Set(kept.map((entry) => entry.rowKey))
  const shadowed = tables.shadow.map((shadow) => shadow.rowKey)
  if (shadowed.toSorted().join() !== [...keys].toSorted().join())
    throw broken('shadow', device, { shadowed, keys: [...keys] })
  const rows = new Map(
    [...tables.chats, ...tables.folders, ...tables.conflicts].map((record) => [
      rowKey(record.entity, record.id),
      keptRow(record),
    ]),
  )
  if (tables.sync === undefined) throw broken('no sync row', device, null)
  const { deviceId } = tables.sync
  for (const shadow of tables.shadow) {
    let row = shadow.row
    const own = kept.filter((entry) => entry.rowKey === shadow.rowKey)
    for (const entry of shownEntries(own)) row = applyToKept(row, entry, deviceId)
    const shown = rows.get(shadow.rowKey) ?? null
    if (essence(row) !== essence(shown)) throw broken('fold', device, { row, shown, own })
  }
}

const entity = (entry: OutboxEntry): string | null => splitRowKey(entry.rowKey).entity

/** All but the device in clocks, which is another one after a fork. */
const essence = (row: object | null): string =>
  JSON.stringify(row, (name, value: unknown) => (name === 'deviceId' ? undefined : value))

const checkNumbers = ({ device, tables }: Held): void => {
  const numbers = tables.outbox.flatMap((entry) => entry.seq ?? []).toSorted((a, b) => a - b)
  const [first = 0] = numbers
  const isGapless = numbers.every((seq, at) => seq === first + at)
  if (!isGapless) throw broken('numbers', device, numbers)
  if (!isTold(tables, numbers)) throw broken('numbers', device, { numbers, sync: tables.sync })
}

/** What the sync row says of the numbers: none lies below where they are looked for, none is uncounted. */
const isTold = ({ sync }: Tables, numbers: readonly number[]): boolean => {
  if (sync === undefined) return false
  const { answeredUpTo: from, generation, nextSeq } = sync
  const [first = nextSeq] = numbers
  const isFound = from?.generation !== generation || first > from.seq
  return isFound && nextSeq === first + numbers.length
}

/** The last word that a person has not had an answer for is what they see. */
const checkOwnEdits = ({ device, tables }: Held): void => {
  const values = shownValues(tables)
  const last = new Map<string, string>()
  for (const { state, body, order, rowKey: key } of tables.outbox)
    if (state !== 'parked' && 'field' in body && order > 0)
      last.set(`${key}.${body.field}`, JSON.stringify(body.value))
  for (const [key, value] of last) {
    const shown = values.get(key)
    // Of a chat that was erased for good nothing is shown.
    if (shown !== undefined && shown.value !== value)
      throw broken('V1 own edit', device, { key, value, shown })
  }
}

/** What a person wrote and has not had an answer for is there. */
const checkOwnMessages = ({ device, tables }: Held): void => {
  const purged = new Set(tables.chats.filter((chat) => chat.isPurged).map((chat) => chat.id))
  const messages = new Set<string>(visibleMessages(tables).map((message) => message.id))
  for (const { body, chatId } of tables.outbox)
    if (body.kind === 'message.append' && !messages.has(body.message.id))
      if (chatId === undefined || !purged.has(chatId)) throw broken('V1 own message', device, body)
}

interface Shown {
  readonly value: string
  readonly changeId: string
}

/** Every field that can be set, with the change whose value stands there. */
const shownValues = (tables: Tables): ReadonlyMap<string, Shown> => {
  const values = new Map<string, Shown>()
  const add = (
    row: { readonly entity: string; readonly id: string; readonly clocks: Clocks },
    fields: Readonly<Record<string, unknown>>,
  ): void => {
    for (const [field, value] of Object.entries(fields)) {
      const changeId = row.clocks[field]?.changeId ?? 'none'
      values.set(`${row.entity}:${row.id}.${field}`, { value: JSON.stringify(value), changeId })
    }
  }
  for (const chat of tables.chats) {
    const { title, folderId, pinned, archived, isDeleted: deleted, isPurged } = chat
    const { syncMode = null } = chat
    if (!isPurged) add(chat, { title, folderId, pinned, archived, deleted, syncMode })
  }
  for (const folder of tables.folders) {
    const { name, parentId, isDeleted: deleted, syncMode = null, isPurged = false } = folder
    if (!isPurged) add(folder, { name, parentId, deleted, syncMode })
  }
  for (const message of visibleMessages(tables)) {
    const { content, status, isDeleted: deleted } = message
    add(message, { content, status, deleted })
  }
  return values
}

/** The cursor and the head that was seen only move forward, except with a new identity. */
const checkPlace = ({ device, tables, screen }: Held): void => {
  const { sync } = tables
  if (sync === undefined) throw broken('no sync row', device, null)
  const cursor =
    sync.cursor === null ? -2 : Number.isNaN(Number(sync.cursor)) ? -1 : Number(sync.cursor)
  const seen = sync.seen?.revision ?? -1
  if (sync.generation === screen.generation && (cursor < screen.cursor || seen < screen.seen))
    throw broken('cursor went back', device, { sync, screen })
  screen.generation = sync.generation
  screen.cursor = cursor
  screen.seen = seen
}

/**
 * A value that was replaced does not come back. A refused change and a refused deletion may, and so may
 * a change that had said the very same: the screen does not move.
 */
const checkFields = ({ device, tables, screen }: Held): void => {
  const parked = new Set(
    tables.outbox.filter((entry) => entry.state === 'parked').map((entry) => entry.rowKey),
  )
  for (const [key, { changeId, value }] of shownValues(tables)) {
    const known = screen.fields.get(key)
    if (known === undefined) {
      screen.fields.set(key, { current: changeId, value, past: new Set() })
      continue
    }
    if (known.current === changeId) continue
    const isRefused = parked.has(key.slice(0, key.lastIndexOf('.')))
    const isUndeleted = key.startsWith('chat:') && key.endsWith('.deleted') && value === 'false'
    const isSame = value === known.value
    if (known.past.has(changeId) && !isSame && !isRefused && !isUndeleted)
      throw broken('V1 old value', device, { key, value, changeId, was: known.current })
    known.past.add(known.current)
    known.current = changeId
    known.value = value
  }
}

/** A message that was there stays there, with its text and its place in the tree. */
const checkMessages = ({ device, tables, screen }: Held): void => {
  const purged = new Set(tables.chats.filter((chat) => chat.isPurged).map((chat) => chat.id))
  const now = new Map<string, string>(
    visibleMessages(tables).map(({ id, chatId, parentId }) => [id, `${chatId}/${parentId}`]),
  )
  for (const [id, place] of screen.messages) {
    const [chatId] = place.split('/')
    if ([...purged].some((gone) => gone === chatId)) continue
    if (now.get(id) !== place) throw broken('N4', device, { id, place, now: now.get(id) })
  }
  screen.messages.clear()
  for (const [id, place] of now) screen.messages.set(id, place)
}

/** [N3] the bytes of a file stay at least until the message that names it has come back. */
const checkFiles = ({ device, tables }: Held): void => {
  const here = new Set(tables.attachments.map((file) => file.sha256))
  for (const { body } of tables.outbox) {
    if (body.kind !== 'message.append') continue
    const gone = (body.message.attachments ?? []).filter(({ sha256 }) => !here.has(sha256))
    if (gone.length > 0) throw broken('N3 bytes', device, { body, gone })
  }
}
