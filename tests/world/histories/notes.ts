/** What has been written and shown so far: kept outside the world, to hold the world against. */

import type { OutboxEntry } from '../../../db/device/records.ts'
import type { NewMessage } from '../../../db/protocol/message.ts'
import { rowKey as keyOf } from '../../../db/protocol/row-key.ts'
import type { Tables } from './tables.ts'
import { visibleMessages } from './tables.ts'
import type { Device } from './world.ts'

/** One change that a person saw saved. */
export interface Written {
  readonly changeId: string
  readonly prefix: string
  readonly disk: string
  readonly rowKey: string
  readonly chatId: string | null
  readonly body: OutboxEntry['body']
  readonly field: string | null
  /** As JSON text. */
  readonly value: string
  readonly base: string | null
  /** For a deletion of a chat: the messages that its author saw. */
  readonly sawMessages: ReadonlySet<string>
  /** The disk that held it went before anyone else had it. */
  isLost: boolean
}

/** What one disk has shown. */
export interface Screen {
  generation: number
  cursor: number
  seen: number
  /** By row and field, the change whose value is shown, that value, and the changes shown before it. */
  readonly fields: Map<string, { current: string; value: string; readonly past: Set<string> }>
  readonly messages: Map<string, string>
  /** Ids of messages in the order they were written here. */
  readonly order: string[]
}

export interface Notes {
  readonly written: Map<string, Written>
  readonly screens: Map<string, Screen>
  /** Keys of messages that will be refused, and of those that hang on them. */
  readonly poisoned: Set<string>
}

export const newNotes = (): Notes => ({
  written: new Map(),
  screens: new Map(),
  poisoned: new Set(),
})

export const diskOf = (device: Device): string => `${device.name}/${device.disks}`

export const screenOf = (notes: Notes, device: Device): Screen => {
  const disk = diskOf(device)
  const known = notes.screens.get(disk)
  if (known !== undefined) return known
  const fresh: Screen = {
    generation: 0,
    cursor: 0,
    seen: 0,
    fields: new Map(),
    messages: new Map(),
    order: [],
  }
  notes.screens.set(disk, fresh)
  return fresh
}

/** Adds what an outbox holds and the notes do not: whatever was stored counts, also by a process that died. */
export const noteWritten = (
  notes: Notes,
  device: Device,
  { tables, isLocal = false }: { readonly tables: Tables; readonly isLocal?: boolean },
): void => {
  for (const entry of tables.outbox) {
    if (entry.order < 0 || entry.body.kind === 'void' || entry.body.kind === 'restore') continue
    if (!notes.written.has(entry.changeId))
      notes.written.set(entry.changeId, writtenOf(entry, device, tables))
    if (entry.body.kind === 'message.append') noteMessage(notes, entry.body.message)
  }
  if (!isLocal) noteOrder(screenOf(notes, device), tables)
}

const noteMessage = ({ poisoned }: Notes, { id, parentId }: NewMessage): void => {
  if (poisoned.has(keyOf('message', parentId ?? ''))) poisoned.add(keyOf('message', id))
}

const noteOrder = ({ order }: Screen, { outbox }: Tables): void => {
  const known = new Set(order)
  for (const { body, order: at } of outbox)
    if (at > 0 && body.kind === 'message.append' && !known.has(body.message.id))
      order.push(body.message.id)
}

const writtenOf = (entry: OutboxEntry, device: Device, tables: Tables): Written => {
  const { body, changeId, rowKey, chatId = null } = entry
  return {
    changeId,
    prefix: device.person.prefix,
    disk: diskOf(device),
    rowKey,
    chatId,
    body,
    field: 'field' in body ? body.field : null,
    value: 'value' in body ? JSON.stringify(body.value) : '',
    base: 'base' in body ? (body.base?.changeId ?? null) : null,
    sawMessages: sawMessagesOf(body, tables),
    isLost: false,
  }
}

const sawMessagesOf = (body: OutboxEntry['body'], tables: Tables): ReadonlySet<string> => {
  if (body.kind !== 'chat.set' || body.field !== 'deleted' || !body.value) return new Set()
  const messages = visibleMessages(tables).filter(({ chatId }) => chatId === body.chatId)
  return new Set(messages.map((message) => message.id))
}

/** Whether the author of one change had seen the value of another, directly or through others. */
export const hasSeen = (notes: Notes, one: string, other: string): boolean => {
  const visited = new Set<string>()
  for (let at = notes.written.get(one)?.base; at != null; at = notes.written.get(at)?.base) {
    if (at === other) return true
    if (visited.has(at)) return false
    visited.add(at)
  }
  return false
}
