/** The device's small checks and the schemas say the same of every answer. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isChatRows } from '../../db/protocol/chat-rows-shape.ts'
import { chatRowsSchema } from '../../db/protocol/chat-rows.ts'
import { isDigests } from '../../db/protocol/digests-shape.ts'
import { digestsSchema } from '../../db/protocol/digests.ts'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { pokeSchema } from '../../db/protocol/live.ts'
import { isFaultReply, isPoke, isSyncReply } from '../../db/protocol/reply-shape.ts'
import { syncReplySchema } from '../../db/protocol/round.ts'

const clock = {
  at: 5,
  deviceId: 'device-a',
  changeId: 'change-1',
  revision: 2,
  previous: 'change-0',
}
const merged = {
  revision: 3,
  isDeleted: false,
  createdAt: 1,
  updatedAt: 2,
  clocks: { title: clock },
}
const rows = [
  {
    ...merged,
    entity: 'chat',
    id: 'chat-1',
    title: 'Trip',
    timestamp: 1,
    parentChatId: null,
    branchFromMessageId: 'message-0',
    folderId: 'folder-1',
    pinned: true,
    archived: false,
    deletedAt: null,
    isPurged: false,
  },
  {
    ...merged,
    clocks: {},
    entity: 'message',
    id: 'message-1',
    chatId: 'chat-1',
    parentId: null,
    role: 'user',
    content: 'hello',
    timestamp: 1,
    position: 0,
    model: null,
    status: 'complete',
    attachments: [{ sha256: 'a'.repeat(64), name: 'a.png', mime: 'image/png', size: 3 }],
    metadata: { tokens: [1, null, 'x'] },
    deviceId: 'device-a',
  },
  { ...merged, entity: 'folder', id: 'folder-1', name: 'Travel', parentId: null },
  {
    entity: 'conflict',
    id: 'conflict-1',
    revision: 4,
    ofEntity: 'chat',
    entityId: 'chat-1',
    field: 'title',
    kept: { value: 'a', clock },
    lost: { value: null, clock: null },
    lostChangeId: 'change-2',
    lostDeviceId: 'device-b',
    createdAt: 1,
    resolvedAt: null,
    choice: null,
  },
]
const page = { from: null, to: '4', rows, hasMore: false, left: 2 }
const head = { revision: 4, token: 'token' }
const reply = {
  protocol: 1,
  message: 'ok',
  status: {
    lastSyncTimestamp: null,
    pendingChanges: 0,
    isOnline: true,
    revision: 4,
    devices: [{ deviceId: 'device-a', name: 'Phone', lastSeenAt: 1, pending: 0, current: true }],
  },
  results: [
    {
      changeId: 'change-1',
      outcome: 'rejected',
      revision: 0,
      fault: { code: 'needs_attachment', message: 'x', sha256: ['a'] },
    },
  ],
  page,
  head,
  serverTime: 7,
}
const CASES = [
  { name: 'reply', whole: reply, check: isSyncReply, schema: syncReplySchema },
  {
    name: 'poke',
    whole: { protocol: 1, kind: 'poke', head, page },
    check: isPoke,
    schema: pokeSchema,
  },
  {
    name: 'page of a chat',
    whole: { protocol: 1, revision: 4, rows: rows.slice(0, 2), hasMore: true },
    check: isChatRows,
    schema: chatRowsSchema,
  },
  {
    name: 'page of digests',
    whole: {
      protocol: 1,
      revision: 4,
      cursor: '4',
      chats: [{ id: 'chat-1', messages: 2, fields: 'a1'.repeat(16), digest: 'b2'.repeat(16) }],
      hasMore: false,
    },
    check: isDigests,
    schema: digestsSchema,
  },
  {
    name: 'fault',
    whole: {
      protocol: 1,
      fault: { code: 'unavailable', message: 'x', retryAfterMs: 5, details: { reason: 'network' } },
    },
    check: isFaultReply,
    schema: faultReplySchema,
  },
] as const

/** Every place in a JSON value, as a path. */
const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null) return []
  const places: (readonly string[])[] = []
  for (const [key, inner] of Object.entries(value)) {
    const place = path.concat(key)
    places.push(place, ...placesIn(inner, place))
  }
  return places
}

const REMOVED = Symbol('removed')

/** The same value with what stands at the path replaced, or gone. */
const withReplaced = (value: unknown, path: readonly string[], put: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return put
  const entries = Object.entries(value ?? {}).flatMap(([name, inner]) => {
    if (name !== key) return [[name, inner] as const]
    const changed = withReplaced(inner, rest, put)
    return changed === REMOVED ? [] : [[name, changed] as const]
  })
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

describe.each(CASES)('a $name', ({ whole, check, schema }) => {
  test('of the agreed form passes the check and the schema', () => {
    expect(check(whole)).toBe(true)
    expect(schema.safeParse(whole).success).toBe(true)
  })

  test('[U1] with fields from a newer server passes', () => {
    expect(check({ ...whole, mood: 'new' })).toBe(true)
  })

  test('with any one value missing or of another type is judged by both alike', () => {
    const odd = [REMOVED, null, 'text', -1, 1.5, true, [], [1], {}]
    for (const path of placesIn(whole))
      for (const put of odd) {
        const broken = withReplaced(whole, path, put)

        expect(`${path.join('.')} ${JSON.stringify(put)} ${check(broken)}`).toBe(
          `${path.join('.')} ${JSON.stringify(put)} ${schema.safeParse(broken).success}`,
        )
      }
  })

  test('that is anything else is refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(check(value)).toBe(false)
      }),
    )
  })
})
