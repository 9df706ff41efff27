/** Records what the engine of this version sends, of every kind and in every direction, with what it is answered. */

import { gunzipSync } from 'node:zlib'
import type { ChangeDraft } from '../../../db/device/change-draft.ts'
import { resolveConflict } from '../../../db/device/answer-conflicts.ts'
import { listOutbox } from '../../../db/device/outbox.ts'
import { giveUp } from '../../../db/device/park.ts'
import { write } from '../../../db/device/write.ts'
import {
  type ChatId,
  chatIdSchema,
  folderIdSchema,
  type MessageId,
  messageIdSchema,
} from '../../../db/protocol/ids.ts'
import type { Direction } from '../../../db/protocol/round.ts'
import { createDevice, type TestDevice } from '../../engine/device.ts'
import { openScript, type TestApp } from '../../world/app.ts'
import { answerOf, parseRecorded, type Recorded } from './recorded.ts'

interface Recorder {
  readonly app: TestApp
  readonly userIds: Readonly<Record<Recorded['server'], string>>
  readonly steps: Recorded[]
  server: Recorded['server']
}

interface Hand {
  readonly device: TestDevice
  readonly write: (...drafts: readonly ChangeDraft[]) => Promise<void>
  readonly sync: (direction?: Direction) => Promise<void>
}

const HOUR_MS = 3_600_000

/** Every step of one person's life with two devices, in order. */
export const record = async (
  app: TestApp,
  userIds: Recorder['userIds'],
): Promise<readonly Recorded[]> => {
  const recorder: Recorder = { app, userIds, steps: [], server: 'first' }
  const laptop = await openHand(recorder, 'laptop', 1)
  const phone = await openHand(recorder, 'phone', 2)
  await makeThings(laptop)
  await changeThings(laptop)
  await phone.sync()
  await disagree(laptop, phone)
  await endThings(laptop)
  recorder.server = 'emptied'
  await laptop.sync()
  return recorder.steps
}

const openHand = async (recorder: Recorder, name: string, seed: number): Promise<Hand> => {
  const fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const { server } = recorder
    const request: unknown = JSON.parse(textOf(init.body))
    const script = openScript(recorder.app, recorder.userIds[server])
    const reply = await script.ask(`POST ${path}`, { body: request })
    const answer = answerOf(reply.status, reply.json)
    recorder.steps.push(parseRecorded(JSON.stringify({ device: name, server, request, answer })))
    return new Response(reply.text, { status: reply.status, headers: reply.headers })
  }
  const device = await createDevice({ fetch, seed })
  const deps = { now: device.clock.now, newId: device.newId }
  return {
    device,
    write: async (...drafts) => {
      const { kind } = await write(device.database, deps, drafts)
      if (kind !== 'written') throw new Error(`not written: ${kind}`)
    },
    sync: async (direction = 'full') => {
      const { kind } = await device.engine.sync(direction, { trigger: 'person' })
      if (kind !== 'done') throw new Error(`not synced: ${kind}`)
    },
  }
}

const textOf = (body: RequestInit['body']): string => {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return gunzipSync(body).toString()
  throw new Error('a body of another kind')
}

const TRIP = chatIdSchema.parse('chat-trip')
const BRANCH = chatIdSchema.parse('chat-branch')
const WORK = folderIdSchema.parse('folder-work')
const INNER = folderIdSchema.parse('folder-inner')
const QUESTION = messageIdSchema.parse('message-question')
const ANSWER = messageIdSchema.parse('message-answer')

const chatOf = (id: ChatId, title: string) => ({
  kind: 'chat.create' as const,
  chat: { id, title, timestamp: 1 },
})

const said = (id: MessageId, content: string, parentId: MessageId | null = null) => ({
  kind: 'message.append' as const,
  message: { id, chatId: TRIP, parentId, role: 'user' as const, content, timestamp: 2 },
})

const makeThings = async ({ write: put, sync }: Hand): Promise<void> => {
  const answered = said(ANSWER, 'To the', QUESTION)
  await put(
    { kind: 'folder.create', folder: { id: WORK, name: 'Work' } },
    { kind: 'folder.create', folder: { id: INNER, name: 'Inner', parentId: WORK } },
    { kind: 'chat.create', chat: { id: TRIP, title: 'Trip', timestamp: 1, folderId: WORK } },
    said(QUESTION, 'Where to? 🏖 שלום'),
    {
      ...answered,
      message: {
        ...answered.message,
        role: 'assistant',
        model: 'a-model',
        status: 'streaming',
        metadata: { tokens: 3 },
      },
    },
    {
      kind: 'chat.create',
      chat: {
        id: BRANCH,
        title: 'Branch',
        timestamp: 3,
        parentChatId: TRIP,
        branchFromMessageId: QUESTION,
        pinned: true,
        archived: true,
      },
    },
  )
  await sync()
}

/** Every field of every kind of row; up alone, then down alone. */
const changeThings = async ({ write: put, sync }: Hand): Promise<void> => {
  const answer = { kind: 'message.set', chatId: TRIP, messageId: ANSWER } as const
  await put(
    { ...answer, field: 'content', value: 'To the sea' },
    { ...answer, field: 'status', value: 'complete' },
    { kind: 'chat.set', chatId: TRIP, field: 'title', value: 'Trip to the sea' },
    { kind: 'chat.set', chatId: TRIP, field: 'folderId', value: null },
    { kind: 'chat.set', chatId: TRIP, field: 'pinned', value: true },
    { kind: 'chat.set', chatId: TRIP, field: 'archived', value: true },
    { kind: 'folder.set', folderId: WORK, field: 'name', value: 'At work' },
    { kind: 'folder.set', folderId: INNER, field: 'parentId', value: null },
    { kind: 'folder.set', folderId: INNER, field: 'syncMode', value: 'cloud' },
    { kind: 'chat.set', chatId: BRANCH, field: 'syncMode', value: 'everywhere' },
  )
  await sync('upload')
  await sync('download')
}

/** Two titles that did not see each other, a deletion that did not see a message, and an answer to both; one is taken back. */
const disagree = async (laptop: Hand, phone: Hand): Promise<void> => {
  await phone.write({ kind: 'chat.set', chatId: TRIP, field: 'title', value: 'From the phone' })
  await phone.device.clock.advance(HOUR_MS)
  await laptop.write(
    { kind: 'chat.set', chatId: TRIP, field: 'title', value: 'From the laptop' },
    said(messageIdSchema.parse('message-unseen'), 'Not seen by the phone', ANSWER),
  )
  await laptop.sync()
  await phone.write({ kind: 'chat.set', chatId: TRIP, field: 'deleted', value: true })
  await phone.sync()
  const { database, clock, newId } = phone.device
  const conflicts = (await database.conflicts.toArray()).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  if (conflicts.length !== 2) throw new Error(`${conflicts.length} conflicts, not 2`)
  for (const { id, field } of conflicts)
    await resolveConflict(
      database,
      { now: clock.now, newId },
      { conflictId: id, choice: field === 'title' ? 'lost' : 'kept' },
    )
  await phone.sync()
  await laptop.sync()
  const answered = conflicts.find(({ field }) => field === 'title')
  if (answered === undefined) throw new Error('no conflict of titles')
  const base = { kind: 'chat.set', chatId: TRIP, field: 'title' } as const
  await laptop.write(
    { ...base, value: 'From both', resolves: answered.id },
    { kind: 'conflict.resolve', conflictId: answered.id, choice: null },
  )
  await laptop.sync()
}

/** Deleted, erased for good, and a number given up. */
const endThings = async ({ device, write: put, sync }: Hand): Promise<void> => {
  const { database } = device
  await put(
    { kind: 'message.set', chatId: TRIP, messageId: ANSWER, field: 'deleted', value: true },
    { kind: 'folder.set', folderId: INNER, field: 'deleted', value: true },
    { kind: 'chat.set', chatId: BRANCH, field: 'deleted', value: true },
  )
  await sync()
  await put({ kind: 'chat.purge', chatId: BRANCH }, { kind: 'folder.purge', folderId: INNER })
  await sync()
  await put(chatOf(chatIdSchema.parse('chat-given-up'), 'Given up'))
  const [line] = await listOutbox(database, { state: 'waiting', limit: 1 })
  if (line === undefined) throw new Error('nothing waits')
  await giveUp(database, line.changeId, { code: 'too_large', message: 'Too large.' })
  await sync()
}
