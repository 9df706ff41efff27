/** A device as the server sees it: numbers its changes, sends rounds, keeps the rows it was sent. */

import { randomUUID } from 'node:crypto'
import {
  changeIdSchema,
  type DeviceId,
  deviceIdSchema,
  userIdSchema,
} from '../../db/protocol/ids.ts'
import type { Head, SyncRequest } from '../../db/protocol/round.ts'
import { type Row, rowSchema } from '../../db/protocol/row.ts'
import { rowKey } from '../../db/protocol/row-key.ts'
import type { Database } from '../../db/server/database.ts'
import { applyRound, type RoundOutcome, type RoundReply } from '../../db/server/round.ts'

export type TestChange = NonNullable<SyncRequest['changes']>[number]

export const id = (): string => randomUUID()
export const newUser = () => userIdSchema.parse(`user-${id()}`)

/** Noon of the server in every test that does not say otherwise. */
export const NOON = Date.UTC(2026, 10, 22, 12)

export interface Pen {
  readonly userId: ReturnType<typeof newUser>
  deviceId: DeviceId
  seq: number
  seen: Head | null
  cursor: string | null
  readonly rows: Map<string, Row>
  /** A change with the next number; `editedAt` by a clock that is right unless told. */
  readonly change: (body: object, editedAt?: number) => TestChange
  /** One round; throws on a fault. Takes rows, cursor and head as a device does. */
  readonly send: (changes?: readonly TestChange[], more?: Partial<Round>) => Promise<RoundReply>
  /** One round as it is answered, taking nothing. */
  readonly ask: (changes?: readonly TestChange[], more?: Partial<Round>) => Promise<RoundOutcome>
  /** Pages until there are no more. */
  readonly pull: (more?: Partial<Round>) => Promise<void>
}

type Round = SyncRequest & { readonly now: number }

export const rowsIn = (reply: RoundReply): readonly Row[] => {
  const rows: unknown = JSON.parse(reply.page.rowsJson)
  if (!Array.isArray(rows)) throw new Error('rows are no list')
  return rows.map((row) => rowSchema.parse(row))
}

export const createPen = (db: () => Database, userId = newUser()): Pen => {
  const pen: Pen = {
    userId,
    deviceId: deviceIdSchema.parse(`device-${id()}`),
    seq: 0,
    seen: null,
    cursor: null,
    rows: new Map(),
    change: (body, editedAt = NOON) => {
      pen.seq += 1
      return { changeId: changeIdSchema.parse(id()), seq: pen.seq, editedAt, ...body }
    },
    ask: (changes = [], { now = NOON, ...more } = {}) =>
      applyRound(db(), {
        userId,
        now,
        newToken: id,
        request: {
          direction: 'full',
          deviceId: pen.deviceId,
          sentAt: now,
          seen: pen.seen,
          cursor: pen.cursor,
          changes: [...changes],
          ...more,
        },
      }),
    send: async (changes, more) => {
      const outcome = await pen.ask(changes, more)
      if (outcome.kind === 'fault') throw new Error(`fault ${outcome.fault.code}`)
      take(pen, outcome.reply)
      return outcome.reply
    },
    pull: async (more) => {
      let hasMore = true
      while (hasMore) hasMore = (await pen.send([], more)).page.hasMore
    },
  }
  return pen
}

/** As a device does: a row that is not newer than the known one is ignored. */
const take = (pen: Pen, reply: RoundReply): void => {
  for (const row of rowsIn(reply)) {
    const key = rowKey(row.entity, row.id)
    const known = pen.rows.get(key)
    if (known === undefined || row.revision > known.revision) pen.rows.set(key, row)
  }
  pen.cursor = reply.page.to
  pen.seen = reply.head
}

/** A second device of the same person, level with the server. */
export const createTwin = async (db: () => Database, pen: Pen): Promise<Pen> => {
  const twin = createPen(db, pen.userId)
  await twin.pull()
  return twin
}

export const chatCreate = (chatId: string, title = 'a chat') => ({
  kind: 'chat.create',
  chat: { id: chatId, title, timestamp: NOON },
})

export const append = (chatId: string, messageId: string, more: object = {}) => ({
  kind: 'message.append',
  message: {
    id: messageId,
    chatId,
    parentId: null,
    role: 'user',
    content: `content of ${messageId}`,
    timestamp: NOON,
    ...more,
  },
})

export const chatSet = (
  chatId: string,
  field: string,
  ...[value, more = {}]: readonly [
    value: unknown,
    more?: { readonly base?: string | null; readonly seenMessages?: number },
  ]
) => ({
  kind: 'chat.set',
  chatId,
  field,
  value,
  base: more.base === undefined || more.base === null ? null : { changeId: more.base },
  ...(more.seenMessages === undefined ? {} : { seenMessages: more.seenMessages }),
})

export const findChat = (pen: Pen, chatId: string) => {
  const row = pen.rows.get(rowKey('chat', chatId))
  if (row?.entity !== 'chat') throw new Error(`no chat ${chatId}`)
  return row
}

export const findMessage = (pen: Pen, messageId: string) => {
  const row = pen.rows.get(rowKey('message', messageId))
  if (row?.entity !== 'message') throw new Error(`no message ${messageId}`)
  return row
}

export const conflictsOf = (pen: Pen) =>
  [...pen.rows.values()].filter((row) => row.entity === 'conflict')

export const outcomes = (reply: RoundReply): readonly string[] =>
  reply.results.map((result) => result.fault?.code ?? result.outcome)
