/** The small parts of the server's judgement: numbers, cursors, moments, the form of a change. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cursorSchema } from '../../db/protocol/round.ts'
import { MAX_CONTENT_BYTES } from '../../db/protocol/limits.ts'
import { formatCursor, parseCursor, reachOf } from '../../db/server/cursor.ts'
import { conflictId } from '../../db/server/judge/conflict-record.ts'
import { hasForked } from '../../db/server/judge/judge-batch.ts'
import { editedAtServer, storableMoment } from '../../db/server/judge/moments.ts'
import { parseChange } from '../../db/server/judge/parse-change.ts'
import { planSequence } from '../../db/server/judge/plan-sequence.ts'
import { append, chatCreate, chatSet, NOON } from './pen.ts'

describe('a cursor', () => {
  const idText = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/)
  const count = fc.nat({ max: 999_999_999 })
  const place = fc.oneof(
    fc.constant({ part: 'start' as const }),
    fc.record({ part: fc.constantFrom('folders' as const, 'chats' as const), id: idText }),
    fc.record({ part: fc.constant('messages' as const), position: count, chatId: idText }),
  )
  const cursor = fc.oneof(
    fc.record({ kind: fc.constant('after' as const), revision: count }),
    fc.record({ kind: fc.constant('first' as const), ceiling: count, left: count, place }),
  )

  test('comes back from its text as it was, and fits the wire', () => {
    fc.assert(
      fc.property(cursor, (one) => {
        const text = formatCursor(one)
        expect(parseCursor(text)).toEqual(one)
        expect(cursorSchema.safeParse(text).success).toBe(true)
      }),
    )
  })

  test('is refused where it is none of ours', () => {
    const foreign = ['', ' 1', '1 ', '-1', '01', '1e3', '9'.repeat(16), 'b.1.2', 'b.1.2.x.a']
    for (const text of [...foreign, 'b.1.2.m.a.b', 'b.1.2.c.-x', 'b.1.2.c.é', "1'--", 'b.1.2.s.'])
      expect([text, parseCursor(text)]).toEqual([text, undefined])
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseCursor(text)
        expect(
          parsed === undefined || (parsed.kind !== 'new' && formatCursor(parsed) === text),
        ).toBe(true)
      }),
    )
  })

  test('takes a history for granted up to its revision or ceiling', () => {
    expect(
      [null, '7', 'b.9.1.s'].map((text) => reachOf(parseCursor(text) ?? { kind: 'new' })),
    ).toEqual([0, 7, 9])
  })
})

describe('the numbers of a batch', () => {
  const changes = (...seqs: readonly number[]) => seqs.map((seq) => ({ seq, changeId: `c${seq}` }))
  const used = (...seqs: readonly number[]) =>
    seqs.map((seq) => ({ seq, changeId: `c${seq}`, deviceId: 'd', revision: 1, outcome: null }))
  const plan = (batch: ReturnType<typeof changes>, lastSeq: number) => {
    const sequence = planSequence(batch, { lastSeq, used: used(1, 2, 3).slice(0, lastSeq) })
    return sequence.kind === 'planned'
      ? sequence.steps.map((step) => step.kind).join()
      : sequence.kind
  }

  test('are new, repeated, missing or misused', () => {
    expect(plan(changes(1, 2), 0)).toBe('new,new')
    expect(plan(changes(2, 3, 4), 3)).toBe('repeat,repeat,new')
    expect(plan(changes(4, 4), 3)).toBe('new,repeat')
    expect(plan(changes(5), 3)).toBe('sequence_gap')
    expect(plan(changes(4, 6), 3)).toBe('sequence_gap')
    expect(plan([{ seq: 3, changeId: 'other' }], 3)).toBe('device_forked')
    expect(plan([...changes(4), { seq: 4, changeId: 'other' }], 3)).toBe('device_forked')
    expect(plan([{ seq: 0, changeId: 'c0' }], 3)).toBe('device_forked')
  })
})

describe('a head that a device was told', () => {
  const token = 't5'
  const fork = (seen: { revision: number; token: string } | null, seenToken: string | null) =>
    hasForked({ seen, revision: 9 }, { seenToken, oldestToken: 3 })

  test('belongs to this history, or not', () => {
    expect(fork(null, null)).toBe(false)
    expect(fork({ revision: 0, token: 'x' }, null)).toBe(false)
    expect(fork({ revision: 5, token }, token)).toBe(false)
    expect(fork({ revision: 5, token }, 'other')).toBe(true)
    expect(fork({ revision: 5, token }, null)).toBe(true)
    expect(fork({ revision: 10, token }, null)).toBe(true)
    expect(fork({ revision: 2, token }, null)).toBe(false)
    const kept = { seenToken: null, oldestToken: null }
    expect(hasForked({ seen: { revision: 2, token }, revision: 9 }, kept)).toBe(true)
  })
})

describe('a moment', () => {
  test('[T1] is told by the age of the edit, never in the future, never before 1970', () => {
    const at = (sentAt: number, editedAt: number) =>
      editedAtServer({ receivedAt: NOON, sentAt, editedAt })
    expect(at(NOON, NOON - 60)).toBe(NOON - 60)
    expect(at(NOON * 2, NOON * 2 - 60)).toBe(NOON - 60)
    expect(at(0, -60)).toBe(NOON - 60)
    expect(at(NOON, NOON + 60)).toBe(NOON)
    expect(at(8.64e15, -8.64e15)).toBe(0)
  })

  test('[T1] is moved to the nearest one that can be stored', () => {
    expect(storableMoment(NOON)).toBe(NOON)
    expect(new Date(storableMoment(-8.64e15)).toISOString()).toBe('0001-01-01T00:00:00.000Z')
    expect(new Date(storableMoment(8.64e15)).toISOString()).toBe('9999-12-31T23:59:59.999Z')
  })
})

describe('a change', () => {
  const codeOf = (raw: object) => {
    const parsed = parseChange({ ...raw })
    return parsed.kind === 'change' ? 'ok' : parsed.code
  }
  const restored = { ...chatCreate('c').chat, entity: 'chat', revision: 1, parentChatId: null }

  test('is of the agreed form, newer than this server, too large, or broken', () => {
    expect(codeOf(chatCreate('c'))).toBe('ok')
    expect(codeOf({ kind: 'void' })).toBe('ok')
    expect(codeOf({ kind: 'chat.fold', chatId: 'c' })).toBe('unsupported')
    expect(codeOf(chatSet('c', 'colour', 'red'))).toBe('unsupported')
    expect(codeOf(chatSet('c', '__proto__', 'red'))).toBe('unsupported')
    expect(codeOf({ kind: 'restore', row: { entity: 'sticker' } })).toBe('unsupported')
    expect(codeOf({ kind: 'restore', row: restored })).toBe('invalid')
    expect(codeOf({ kind: 'restore', row: null })).toBe('invalid')
    expect(codeOf({ kind: null })).toBe('invalid')
    expect(codeOf({})).toBe('invalid')
  })

  test('may hold content up to its limit in bytes, metadata too', () => {
    const sized = (content: string) => codeOf(append('c', 'm', { content }))
    expect(sized('x'.repeat(MAX_CONTENT_BYTES))).toBe('ok')
    expect(sized('é'.repeat(MAX_CONTENT_BYTES / 2 + 1))).toBe('too_large')
    const metadata = { deep: ['x'.repeat(MAX_CONTENT_BYTES)] }
    expect(codeOf(append('c', 'm', { metadata }))).toBe('too_large')
    const value = 'x'.repeat(MAX_CONTENT_BYTES + 1)
    const base = null
    expect(codeOf({ kind: 'message.set', messageId: 'm', field: 'content', value, base })).toBe(
      'too_large',
    )
  })

  test('holds no text that PostgreSQL would refuse, wherever it stands', () => {
    const attachments = [{ sha256: 'a'.repeat(64), name: '\u0000', mime: 'x', size: 1 }]
    expect(codeOf(append('c', 'm', { attachments }))).toBe('invalid')
    expect(codeOf(append('c', 'm', { metadata: { a: [{ b: '\ud800' }] } }))).toBe('invalid')
    expect(codeOf(append('c', 'm', { metadata: { a: [{ b: '😀' }] } }))).toBe('ok')
  })
})

test('[K1] the id of a conflict is made of what it says', () => {
  const spot = { entity: 'chat', id: 'c', field: 'title' } as const
  expect(conflictId(spot, 'a', 'b')).toMatch(/^[0-9a-f]{32}$/)
  expect(conflictId(spot, 'a', 'b')).toBe(conflictId({ ...spot }, 'a', 'b'))
  expect(conflictId(spot, 'b', 'a')).not.toBe(conflictId(spot, 'a', 'b'))
})
