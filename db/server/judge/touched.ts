/** What a batch may touch, told before its changes are checked, so that one statement can load it all. */

import { MAX_CHANGES } from '../../protocol/limits.ts'
import type { SyncRequest } from '../../protocol/round.ts'

/** A change as it came: known to have a number and an id, and not more. */
export type RawChange = NonNullable<SyncRequest['changes']>[number]

/**
 * `firstSeq` to `lastSeq`: the numbers to look up in the ledger. `compared`: messages whose content is
 * wanted as a hash; `edited`: those whose content is wanted itself.
 */
export interface Touched {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly changeIds: readonly string[]
  readonly chats: readonly string[]
  readonly messages: readonly string[]
  readonly compared: readonly string[]
  readonly edited: readonly string[]
  readonly folders: readonly string[]
  readonly conflicts: readonly string[]
  readonly attachments: readonly string[]
}

/** A device sends the changes of one run; numbers farther back than this are not looked up. */
const MAX_SPAN = 4 * MAX_CHANGES

type Kind = Exclude<keyof Touched, 'firstSeq' | 'lastSeq' | 'changeIds'>
type Ids = Readonly<Record<Kind, Set<string>>>
type Open = Readonly<Record<string, unknown>>

export const touchedBy = (changes: readonly RawChange[]): Touched => {
  const ids: Ids = {
    chats: new Set(),
    messages: new Set(),
    compared: new Set(),
    edited: new Set(),
    folders: new Set(),
    conflicts: new Set(),
    attachments: new Set(),
  }
  for (const change of changes) touch(ids, change)
  const seqs = changes.map((change) => change.seq)
  const lastSeq = Math.max(...seqs)
  return {
    firstSeq: Math.max(Math.min(...seqs), lastSeq - MAX_SPAN),
    lastSeq,
    changeIds: changes.map((change) => change.changeId),
    chats: [...ids.chats],
    messages: [...ids.messages],
    compared: [...ids.compared],
    edited: [...ids.edited],
    folders: [...ids.folders],
    conflicts: [...ids.conflicts],
    attachments: [...ids.attachments],
  }
}

/** The chat that a change would add a message to, whether or not all of it makes sense; null: none. */
export const chatOfNewMessage = (change: RawChange): string | null => {
  const kind = change['kind']
  const chatId = at(change, [kind === 'message.append' ? 'message' : 'row', 'chatId'])
  const isAdding = kind === 'message.append' || kind === 'restore'
  return isAdding && typeof chatId === 'string' ? chatId : null
}

/** Where each kind of change names what it may touch: which ids, and the way to them. */
const PLACES: ReadonlyMap<unknown, readonly (readonly [Kind, ...string[]])[]> = new Map([
  ['chat.create', [['chats', 'chat', 'id']]],
  ['chat.set', [['chats', 'chatId']]],
  ['chat.purge', [['chats', 'chatId']]],
  ['folder.create', [['folders', 'folder', 'id']]],
  ['folder.set', [['folders', 'folderId']]],
  ['folder.purge', [['folders', 'folderId']]],
  [
    'message.append',
    [
      ['chats', 'message', 'chatId'],
      ['messages', 'message', 'id'],
      ['compared', 'message', 'id'],
      ['messages', 'message', 'parentId'],
    ],
  ],
  ['message.set', [['messages', 'messageId']]],
  ['conflict.resolve', [['conflicts', 'conflictId']]],
  [
    'restore',
    [
      ['chats', 'row', 'id'],
      ['chats', 'row', 'chatId'],
      ['chats', 'row', 'entityId'],
      ['messages', 'row', 'id'],
      ['messages', 'row', 'entityId'],
      ['folders', 'row', 'id'],
      ['folders', 'row', 'entityId'],
      ['conflicts', 'row', 'id'],
    ],
  ],
])

const touch = (ids: Ids, change: Open): void => {
  for (const [kind, ...path] of PLACES.get(change['kind']) ?? []) add(ids[kind], at(change, path))
  if (change['kind'] === 'message.set' && change['field'] === 'content')
    add(ids.edited, change['messageId'])
  if (at(change, ['row', 'clocks', 'content']) !== undefined)
    add(ids.edited, at(change, ['row', 'id']))
  const files = at(change, ['message', 'attachments'])
  if (Array.isArray(files)) for (const file of files) add(ids.attachments, at(file, ['sha256']))
}

const at = (whole: unknown, path: readonly string[]): unknown =>
  path.reduce((part, name) => open(part)[name], whole)

const open = (value: unknown): Open => (isOpen(value) ? value : {})

const isOpen = (value: unknown): value is Open => typeof value === 'object' && value !== null

/** U+0000 would be refused by PostgreSQL; no id has it, so there is nothing to find. */
const add = (ids: Set<string>, id: unknown): void => {
  if (typeof id === 'string' && !id.includes('\u0000')) ids.add(id)
}
