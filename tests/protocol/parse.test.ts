/** Unknown input becomes typed values, or a reason; nothing in between. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeSchema } from '../../db/protocol/change.ts'
import { FAULTS, fault } from '../../db/protocol/fault.ts'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { uuidV7 } from '../../db/protocol/make-id.ts'
import { MAX_CONTENT_BYTES, MAX_JSON_DEPTH } from '../../db/protocol/limits.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import { syncRequestSchema } from '../../db/protocol/round.ts'
import { isWithin, makeStorable, utf8Length } from '../../db/protocol/text.ts'

const header = { changeId: 'change-1', seq: 1, editedAt: 1 }

const title = (value: unknown) =>
  parseWith(changeSchema, {
    ...header,
    kind: 'chat.set',
    chatId: 'chat-1',
    field: 'title',
    value,
    base: null,
    userId: 'someone-else',
  })

const append = (content: string) =>
  parseWith(changeSchema, {
    ...header,
    kind: 'message.append',
    message: { id: 'm', chatId: 'c', parentId: null, role: 'user', content, timestamp: 1 },
  }).kind

describe('JSON', () => {
  test('of any value within the depth is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)

        expect(parseJson(text)).toEqual({ kind: 'ok', value: JSON.parse(text) as unknown })
      }),
    )
  })

  test('deeper than the limit is refused, brackets in strings are not counted', () => {
    const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

    expect(parseJson(nest(MAX_JSON_DEPTH)).kind).toBe('ok')
    expect(parseJson(nest(MAX_JSON_DEPTH + 1)).kind).toBe('broken')
    expect(parseJson(nest(1_000_000)).kind).toBe('broken')
    expect(parseJson(JSON.stringify('[\\"'.repeat(500))).kind).toBe('ok')
    for (let backslashes = 0; backslashes < 5; backslashes += 1) {
      const text = '\\'.repeat(backslashes)
      expect(parseJson(JSON.stringify([text, '['.repeat(99), `${text}"`])).kind).toBe('ok')
      expect(parseJson(`${JSON.stringify(text)}${nest(99)}`)).toMatchObject({
        why: `nests deeper than ${MAX_JSON_DEPTH} levels`,
      })
    }
  })

  test('that is cut off is refused', () => {
    expect(parseJson('{"a":"').kind).toBe('broken')
    expect(parseJson('').kind).toBe('broken')
  })
})

describe('a request', () => {
  test('of the direction alone is valid', () => {
    expect(parseWith(syncRequestSchema, { direction: 'full' })).toEqual({
      kind: 'ok',
      value: { direction: 'full' },
    })
  })

  test('loses the fields nobody knows, and names the first that does not fit', () => {
    expect(parseWith(syncRequestSchema, { direction: 'full', isAdmin: true })).toEqual({
      kind: 'ok',
      value: { direction: 'full' },
    })
    expect(parseWith(syncRequestSchema, { direction: 'sideways' })).toMatchObject({
      kind: 'broken',
      where: 'direction',
    })
  })

  test('keeps a change of an unknown kind, so that it can be refused by itself', () => {
    const parsed = parseWith(syncRequestSchema, {
      direction: 'full',
      changes: [{ ...header, kind: 'chat.fly', wings: 2 }],
    })

    expect(parsed).toMatchObject({
      kind: 'ok',
      value: { changes: [{ kind: 'chat.fly', wings: 2 }] },
    })
  })
})

describe('a change', () => {
  test('is rebuilt field by field', () => {
    expect(title('Trip plan')).toEqual({
      kind: 'ok',
      value: {
        ...header,
        kind: 'chat.set',
        chatId: 'chat-1',
        field: 'title',
        value: 'Trip plan',
        base: null,
      },
    })
  })

  test('with text that no database can hold is refused', () => {
    expect(title('a\u0000b').kind).toBe('broken')
    expect(title('\uD800').kind).toBe('broken')
    expect(title('\u{1F600}').kind).toBe('ok')
  })

  test('with a value of the wrong type for its field is refused', () => {
    expect(title(true).kind).toBe('broken')
  })

  test('with more content than a message may hold is refused', () => {
    expect(append('é'.repeat(MAX_CONTENT_BYTES / 2))).toBe('ok')
    expect(append(`${'é'.repeat(MAX_CONTENT_BYTES / 2)}a`)).toBe('broken')
  })
})

describe('text', () => {
  test('made storable is always accepted, and left alone where it already was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\uD83D', '\uDE00', '\u0000', ''),
        (text, odd) => {
          const stored = makeStorable(text + odd + text)

          expect(Buffer.from(stored).toString()).toBe(stored)
          expect(stored).not.toContain('\u0000')
          expect(makeStorable(stored)).toBe(stored)
        },
      ),
    )
    expect(makeStorable('ok \u{1F600}')).toBe('ok \u{1F600}')
  })

  test('is measured in bytes of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const bytes = Buffer.byteLength(text)
        expect(utf8Length(text)).toBe(bytes)
        expect([isWithin(text, bytes), isWithin(text, bytes - 1)]).toEqual([true, false])
      }),
    )
  })
})

describe('an id', () => {
  test('made later sorts later, and is a UUID of version 7', () => {
    const random = new Uint8Array(10).fill(0xff)

    const early = uuidV7(1_700_000_000_000, random)
    const late = uuidV7(1_700_000_000_001, new Uint8Array(10))

    expect(early < late).toBe(true)
    expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('uses every random byte', () => {
    const ids = Array.from({ length: 10 }, (_, at) => {
      const random = new Uint8Array(10)
      random[at] = 0x0f
      return uuidV7(1, random)
    })

    expect(new Set(ids).size).toBe(10)
  })
})

describe('a fault', () => {
  test('[F1] of every code travels and comes back', () => {
    for (const code of Object.keys(FAULTS))
      expect(
        faultReplySchema.safeParse({ protocol: 1, fault: { code, message: 'x' } }).success,
      ).toBe(true)
    expect(fault('rate_limited', { retryAfterMs: 5 })).toEqual({
      code: 'rate_limited',
      message: FAULTS.rate_limited.sentence,
      retryAfterMs: 5,
    })
  })
})
