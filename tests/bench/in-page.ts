/** Runs inside a page: plain Dexie as the limit, and the app's own pen for what was written offline. */

import { Dexie, type Table } from 'dexie'
import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import { countOutbox } from '../../db/device/outbox.ts'
import { write } from '../../db/device/write.ts'
import { userIdSchema } from '../../db/protocol/ids.ts'
import { type FullChat, makeChats, type RowsSettings } from './rows.ts'

/** What the device of a person holds now. */
export interface Held {
  readonly messages: number
  readonly waiting: number
  readonly answered: number
}

interface InPage {
  /** Rows to be put next. */
  readonly makePlainRows: (rows: RowsSettings) => void
  /** Puts them into plain Dexie, a record a message; gives ms, and leaves them there. */
  readonly putPlain: () => Promise<number>
  /** Reads them again, all of them; gives ms. */
  readonly readPlain: () => Promise<number>
  readonly forgetPlain: () => Promise<void>
  /** As if a person had written all of it, many chats at a time; wakes nobody. */
  readonly writeChats: (userId: string, rows: RowsSettings) => Promise<void>
  readonly held: (userId: string) => Promise<Held>
}

declare global {
  var benchInPage: InPage | undefined
}

const PLAIN = 'bench_plain'
const CHUNK = 1000
const MESSAGES_A_WRITE = 1000

class PlainDatabase extends Dexie {
  declare readonly chats: Table<object, string>
  declare readonly messages: Table<object, string>

  constructor() {
    super(PLAIN)
    this.version(1).stores({
      chats: 'id, timestamp',
      messages: 'id, chatId, timestamp, revision',
    })
  }
}

/** Rows as a server would have sent them. */
const plainRows = (chats: readonly FullChat[]) => {
  let revision = 0
  const rowOf = (made: object, timestamp: number): object => ({
    ...made,
    revision: (revision += 1),
    isDeleted: false,
    createdAt: timestamp,
    updatedAt: timestamp,
    clocks: {},
  })
  return {
    chats: chats.map(({ chat }) => rowOf(chat, chat.timestamp)),
    messages: chats.flatMap(({ messages }) =>
      messages.map((message, position) =>
        rowOf(
          { ...message, position, status: 'complete', attachments: [], metadata: null },
          message.timestamp,
        ),
      ),
    ),
  }
}

let made: ReturnType<typeof plainRows> = { chats: [], messages: [] }

const putPlain = async (): Promise<number> => {
  const rows = made
  made = { chats: [], messages: [] }
  const begin = performance.now()
  const db = new PlainDatabase()
  await db.chats.bulkPut(rows.chats)
  for (let at = 0; at < rows.messages.length; at += CHUNK)
    await db.messages.bulkPut(rows.messages.slice(at, at + CHUNK))
  const ms = performance.now() - begin
  db.close()
  return ms
}

const readPlain = async (): Promise<number> => {
  const begin = performance.now()
  const db = new PlainDatabase()
  await db.chats.toArray()
  await db.messages.toArray()
  const ms = performance.now() - begin
  db.close()
  return ms
}

const draftsOf = ({ chat, messages }: FullChat) => [
  { kind: 'chat.create' as const, chat },
  ...messages.map((message) => ({ kind: 'message.append' as const, message })),
]

const openFor = (userId: string) => openChatDatabase(databaseName(userIdSchema.parse(userId)))

const writeChats = async (userId: string, settings: RowsSettings): Promise<void> => {
  const db = await openFor(userId)
  const drafts = makeChats(settings).flatMap(draftsOf)
  const deps = { now: () => Date.now(), newId }
  for (let at = 0; at < drafts.length; at += MESSAGES_A_WRITE) {
    const outcome = await write(db, deps, drafts.slice(at, at + MESSAGES_A_WRITE))
    if (outcome.kind !== 'written') throw new Error(`not written: ${outcome.kind}`)
  }
  db.close()
}

const held = async (userId: string): Promise<Held> => {
  const db = await openFor(userId)
  const blocks = await db.blocks.toArray()
  const ids = new Set<string>(blocks.flatMap((block) => block.messages.map(({ id }) => id)))
  for (const id of await db.messages.toCollection().primaryKeys()) ids.add(id)
  const { waiting, answered } = await countOutbox(db)
  db.close()
  return { messages: ids.size, waiting, answered }
}

globalThis.benchInPage = {
  makePlainRows: (settings) => {
    made = plainRows(makeChats(settings))
  },
  putPlain,
  readPlain,
  forgetPlain: () => Dexie.delete(PLAIN),
  writeChats,
  held,
}
