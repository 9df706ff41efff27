/** What a person does on a device: one act, chosen by two numbers among what the screen offers. */

import { createHash } from 'node:crypto'
import type { ChatDatabase } from '../../../db/device/database.ts'
import type { ChangeDraft } from '../../../db/device/change-draft.ts'
import { resolveConflict } from '../../../db/device/answer-conflicts.ts'
import { write, type WriteDeps, type WriteOutcome } from '../../../db/device/write.ts'
import { chatIdSchema, type ChatId, messageIdSchema } from '../../../db/protocol/ids.ts'
import { ANSWER_ACTS, ANSWER_DRAFTS } from './answer-acts.ts'
import { readTables, type Tables, visibleMessages } from './tables.ts'
import { processOf } from './devices.ts'
import { FOLDER_ACTS, FOLDER_DRAFTS } from './folder-acts.ts'
import { keepHere } from './keep-here.ts'
import { chatsOf, type Choice, FEW, type Offer, pick, standing, text } from './offer.ts'
import { run } from './running.ts'
import { count, type Device, newId, type World } from './world.ts'

export const ACTS = [
  'create chat',
  'branch chat',
  'append',
  'attach',
  'rename',
  'pin',
  'archive',
  'trash',
  'untrash',
  'delete message',
  'stream',
  'resolve',
  'only here',
  'purge',
  ...FOLDER_ACTS,
  ...ANSWER_ACTS,
] as const
export type Act = (typeof ACTS)[number]

const messageOf = (offer: Offer, chatId: ChatId, status: 'complete' | 'streaming') => {
  const { world, device, tables, at, more, now } = offer
  const messages = visibleMessages(tables).filter((message) => message.chatId === chatId)
  const parent = more % 4 === 0 ? pick(messages, at) : messages.at(-1)
  const message = {
    id: messageIdSchema.parse(newId(world, device.person)),
    chatId,
    parentId: more % 9 === 1 ? null : (parent?.id ?? null),
    role: more % 2 === 0 ? 'user' : 'assistant',
    content: text(offer),
    timestamp: now,
    status,
  } as const
  return { kind: 'message.append', message } as const
}

/** Few, so that several messages have the same. */
const fileOf = ({ device }: Offer, which: number) => {
  const name = `${device.person.prefix}~file ${which}`
  const bytes = new TextEncoder().encode(name)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const attachment = { sha256, name, mime: 'text/plain', size: bytes.length }
  return { attachment, bytes: bytes.buffer }
}

const DRAFTS: Readonly<
  Record<
    Exclude<Act, 'resolve' | 'only here'>,
    (offer: Offer) => ChangeDraft | readonly ChangeDraft[] | null
  >
> = {
  'create chat': (offer) => {
    const { world, device, at, more, now } = offer
    if (offer.tables.chats.length >= FEW && at % 4 > 0) return null
    const id = chatIdSchema.parse(newId(world, device.person))
    const create = {
      kind: 'chat.create',
      chat: { id, title: text(offer), timestamp: now },
    } as const
    if (more % 2 === 0) return create
    const { message } = messageOf(offer, id, 'complete')
    return [create, { kind: 'message.append', message: { ...message, parentId: null } }]
  },
  'branch chat': (offer) => {
    const { world, device, tables, at, more, now } = offer
    if (tables.chats.length > FEW + 1) return null
    const from = pick(standing(tables), at)
    if (from === undefined) return null
    const id = chatIdSchema.parse(newId(world, device.person))
    const origin = { parentChatId: from.chatId, branchFromMessageId: from.id }
    const create = {
      kind: 'chat.create',
      chat: { id, title: text(offer), timestamp: now, ...origin },
    } as const
    if (more % 2 === 0) return create
    const { message } = messageOf(offer, id, 'complete')
    return [create, { kind: 'message.append', message: { ...message, parentId: null } }]
  },
  attach: (offer) => {
    const chat = pick(chatsOf(offer, false), offer.at)
    if (chat === undefined) return null
    const { message } = messageOf(offer, chat.id, 'complete')
    const named = [offer.at % 3, ...(offer.more % 3 === 0 ? [3] : [])].map((which) =>
      fileOf(offer, which),
    )
    const files = named.map(({ attachment, bytes }) => ({ ...attachment, bytes }))
    const attachments = named.map(({ attachment }) => attachment)
    return { kind: 'message.append', message: { ...message, attachments }, files }
  },
  append: (offer) => {
    const chat = pick(chatsOf(offer, false), offer.at)
    return chat === undefined ? null : messageOf(offer, chat.id, 'complete')
  },
  rename: (offer) => {
    const chat = pick([...chatsOf(offer, false), ...chatsOf(offer, true)], offer.at)
    return chat === undefined
      ? null
      : { kind: 'chat.set', chatId: chat.id, field: 'title', value: text(offer) }
  },
  pin: (offer) => {
    const chat = pick(chatsOf(offer, false), offer.at)
    return chat === undefined
      ? null
      : { kind: 'chat.set', chatId: chat.id, field: 'pinned', value: !chat.pinned }
  },
  archive: (offer) => {
    const chat = pick(chatsOf(offer, false), offer.at)
    return chat === undefined
      ? null
      : { kind: 'chat.set', chatId: chat.id, field: 'archived', value: !chat.archived }
  },
  trash: (offer) => {
    const chat = pick(chatsOf(offer, false), offer.at)
    return chat === undefined
      ? null
      : { kind: 'chat.set', chatId: chat.id, field: 'deleted', value: true }
  },
  untrash: (offer) => {
    const chat = pick(chatsOf(offer, true), offer.at)
    return chat === undefined
      ? null
      : { kind: 'chat.set', chatId: chat.id, field: 'deleted', value: false }
  },
  'delete message': ({ tables, at, more }) => {
    const message = pick(standing(tables), at)
    if (message === undefined) return null
    const { id: messageId, chatId, position } = message
    const value = more % 4 === 0 ? !message.isDeleted : true
    return { kind: 'message.set', chatId, messageId, position, field: 'deleted', value }
  },
  stream: (offer) => {
    const { tables, at, more } = offer
    const message = pick(
      standing(tables).filter(({ status }) => status === 'streaming'),
      at,
    )
    if (message === undefined || more % 4 === 0) {
      const chat = pick(chatsOf(offer, false), at)
      return chat === undefined ? null : messageOf(offer, chat.id, 'streaming')
    }
    const { id: messageId, chatId, position } = message
    const set = { kind: 'message.set', chatId, messageId, position } as const
    const grown = { ...set, field: 'content', value: `${message.content} ${text(offer)}` } as const
    return more % 2 === 0 ? grown : [grown, { ...set, field: 'status', value: 'complete' }]
  },
  purge: (offer) => {
    const chat = pick(chatsOf(offer, true), offer.at)
    return chat === undefined ? null : { kind: 'chat.purge', chatId: chat.id }
  },
  ...FOLDER_DRAFTS,
  ...ANSWER_DRAFTS,
}

/** Does it on the device's page; `left`: the storage operation at which the page dies. */
export const act = async (
  world: World,
  device: Device,
  { act: kind, at, more, left }: Choice & { readonly act: Act; readonly left: number | null },
): Promise<WriteOutcome | undefined> => {
  const page = await processOf(world, device, 'page')
  const before = readTables(device)
  const now = page.deps.now()
  const work = workOf({ world, device, tables: before, at, more, now }, kind)
  if (work === null) return undefined
  count(world, kind)
  page.life.left = left
  const outcome = await run(world, page, () => work(page.database, page.deps))
  page.life.left = null
  world.lines.push(`${device.name}: ${kind} ${JSON.stringify(outcome)}`)
  checkRefusal(device, { kind, outcome, before })
  return outcome
}

/** What found no room, or no database, has left no trace. */
const checkRefusal = (
  device: Device,
  { kind, outcome, before }: { kind: Act; outcome: WriteOutcome | undefined; before: Tables },
): void => {
  if (outcome === undefined || outcome.kind === 'written') return
  const { storage } = device
  const isFull = outcome.kind === 'no_space' && (storage.left !== null || storage.isTight)
  if (!isFull) throw new Error(`${device.name} could not ${kind}: ${JSON.stringify(outcome)}`)
  if (JSON.stringify(readTables(device)) !== JSON.stringify(before))
    throw new Error(`[N3] ${device.name}: half of ${kind} was written`)
}

/** The act as a piece of work on a database that holds these tables; null: the screen offers none. */
export const workOf = (
  offer: Offer,
  kind: Act,
): ((database: ChatDatabase, deps: WriteDeps) => Promise<WriteOutcome>) | null => {
  if (kind === 'resolve') {
    const conflict = pick(
      offer.tables.conflicts.filter((open) => open.resolvedAt === null),
      offer.at,
    )
    if (conflict === undefined) return null
    const choice = offer.more % 2 === 0 ? 'kept' : 'lost'
    return (database, deps) => resolveConflict(database, deps, { conflictId: conflict.id, choice })
  }
  if (kind === 'only here') return keepHere(offer)
  const draft = DRAFTS[kind](offer)
  return draft === null ? null : (database, deps) => write(database, deps, draft)
}
