/** The limits of the server: the same rows by plain SQL, with nothing decided and nothing guarded. */

import type { Pool } from 'pg'
import type { FullChat } from './rows.ts'

/** Tables with the columns, checks and indexes of the real ones, and nothing else. */
export const makeLimitTables = async (plain: Pool): Promise<void> => {
  for (const table of ['chats', 'messages'])
    await plain.query(`create table limit_${table} (like ${table} including all)`)
}

interface MessageRow {
  readonly [column: string]: string | number | boolean | null
}

const MESSAGE_COLUMNS = `user_id text, id text, chat_id text, parent_id text, role text, content text,
  timestamp timestamptz, position int, model text, status text, is_deleted bool, revision bigint,
  device_id text, created_at timestamptz, updated_at timestamptz`
const CHAT_COLUMNS = `user_id text, id text, title text, timestamp timestamptz, revision bigint,
  created_at timestamptz, updated_at timestamptz`

const namesIn = (columns: string): readonly string[] =>
  columns.split(',').map((column) => column.trim().split(' ')[0] ?? '')

export interface LimitRows {
  readonly chats: readonly MessageRow[]
  readonly messages: readonly MessageRow[]
}

/** What the server would have written for them. */
export const limitRows = (chats: readonly FullChat[], userId: string): LimitRows => {
  let revision = 0
  const rows: { chats: MessageRow[]; messages: MessageRow[] } = { chats: [], messages: [] }
  for (const { chat, messages } of chats) {
    const at = new Date(chat.timestamp).toISOString()
    const times = { timestamp: at, created_at: at, updated_at: at }
    revision += 1
    rows.chats.push({ user_id: userId, id: chat.id, title: chat.title, revision, ...times })
    for (const [position, message] of messages.entries()) {
      const written = new Date(message.timestamp).toISOString()
      revision += 1
      rows.messages.push({
        user_id: userId,
        id: message.id,
        chat_id: message.chatId,
        parent_id: message.parentId,
        role: message.role,
        content: message.content,
        timestamp: written,
        position,
        model: message.model ?? null,
        status: 'complete',
        is_deleted: false,
        revision,
        device_id: `${userId}-device`,
        created_at: written,
        updated_at: written,
      })
    }
  }
  return rows
}

interface Insert {
  readonly table: string
  readonly columns: string
  readonly rows: readonly MessageRow[]
}

type InsertPart = (plain: Pick<Pool, 'query'>, insert: Insert) => Promise<unknown>

const byJson: InsertPart = (client, { table, columns, rows }) => {
  const names = namesIn(columns).join(', ')
  return client.query(
    `insert into ${table} (${names}) select ${names} from json_to_recordset($1) as r(${columns})`,
    [JSON.stringify(rows)],
  )
}

const byValues: InsertPart = (client, { table, columns, rows }) => {
  const names = namesIn(columns)
  let at = 0
  const places = rows.map(() => `(${names.map(() => `$${(at += 1)}`).join(', ')})`)
  return client.query(
    `insert into ${table} (${names.join(', ')}) values ${places.join(', ')}`,
    rows.flatMap((row) => names.map((name) => row[name] ?? null)),
  )
}

/** Ways to put many rows in, each with rows a statement. */
const WAYS = {
  'json_to_recordset, 1,000 a statement': { part: byJson, rows: 1000 },
  'json_to_recordset, 5,000 a statement': { part: byJson, rows: 5000 },
  'values, 1,000 a statement': { part: byValues, rows: 1000 },
} as const satisfies Record<string, { part: InsertPart; rows: number }>

export type Way = keyof typeof WAYS

export const INSERT_WAYS: readonly Way[] = [
  'json_to_recordset, 1,000 a statement',
  'json_to_recordset, 5,000 a statement',
  'values, 1,000 a statement',
]

/** Everything in one transaction, the faster way or not; gives ms. */
export const insertAll = async (plain: Pool, rows: LimitRows, way: Way): Promise<number> => {
  const { part, rows: stride } = WAYS[way]
  const client = await plain.connect()
  const begin = performance.now()
  await client.query('begin')
  await part(client, { table: 'limit_chats', columns: CHAT_COLUMNS, rows: rows.chats })
  for (let at = 0; at < rows.messages.length; at += stride)
    await part(client, {
      table: 'limit_messages',
      columns: MESSAGE_COLUMNS,
      rows: rows.messages.slice(at, at + stride),
    })
  await client.query('commit')
  const ms = performance.now() - begin
  client.release()
  return ms
}

/** Ways to read a person's rows as JSON text. */
const READS = {
  'row_to_json, a line a row': (table: string) =>
    `select row_to_json(r)::text as text from ${table} r where user_id = $1 order by revision`,
  'string_agg of row_to_json': (table: string) =>
    `select string_agg(row_to_json(r)::text, ',') as text from ${table} r where user_id = $1`,
} as const

export type ReadWay = keyof typeof READS

export const READ_WAYS: readonly ReadWay[] = [
  'row_to_json, a line a row',
  'string_agg of row_to_json',
]

export const readAll = async (plain: Pool, userId: string, way: ReadWay): Promise<number> => {
  const begin = performance.now()
  for (const table of ['chats', 'messages']) await plain.query(READS[way](table), [userId])
  return performance.now() - begin
}
