/** Which of two values wins: causality first, then edit time in server time, and never silently. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../db/protocol/clock.ts'
import { changeIdSchema, deviceIdSchema } from '../../db/protocol/ids.ts'
import { editTime, judgeRestored, judgeSet } from '../../db/protocol/judge.ts'

const clock = (changeId: string, at: number, deviceId = 'device-a'): Clock => ({
  at,
  deviceId: deviceIdSchema.parse(deviceId),
  changeId: changeIdSchema.parse(changeId),
  revision: 0,
})
const change = (text: string) => changeIdSchema.parse(text)

describe('a set', () => {
  test('[T1] an edit on top of the current value wins, however early its clock', () => {
    const standing = { value: 'old', clock: clock('c1', 5_000) }

    const verdict = judgeSet(standing, { value: 'new', clock: clock('c2', 10) }, change('c1'))

    expect(verdict).toMatchObject({ winner: 'incoming', keepLoser: false })
    expect(verdict.clock).toMatchObject({ at: 5_001, changeId: 'c2', previous: 'c1' })
  })

  test('[K1] of two edits that did not see each other the later wins and the other is kept', () => {
    const standing = { value: 'theirs', clock: clock('c1', 100) }

    const later = judgeSet(standing, { value: 'mine', clock: clock('c2', 101) }, change('c0'))
    const earlier = judgeSet(standing, { value: 'mine', clock: clock('c2', 99) }, change('c0'))

    expect(later).toMatchObject({ winner: 'incoming', keepLoser: true })
    expect(later.clock).toMatchObject({ changeId: 'c2', previous: 'c1' })
    expect(earlier).toMatchObject({ winner: 'current', keepLoser: true })
  })

  test('[K1] an edit made before anyone else set the field conflicts with the one that did', () => {
    const verdict = judgeSet(
      { value: 'theirs', clock: clock('c1', 100, 'device-b') },
      { value: 'mine', clock: clock('c2', 200) },
      null,
    )

    expect(verdict).toMatchObject({ winner: 'incoming', keepLoser: true })
  })

  test('[K1] equal values are no conflict', () => {
    const verdict = judgeSet(
      { value: { a: 1 }, clock: clock('c1', 100) },
      { value: { a: 1 }, clock: clock('c2', 90) },
      change('c0'),
    )

    expect(verdict.keepLoser).toBe(false)
  })

  test('a field that was never set takes the first value without conflict', () => {
    const verdict = judgeSet(
      { value: '', clock: undefined },
      { value: 'first', clock: clock('c1', 7) },
      null,
    )

    expect(verdict).toEqual({ winner: 'incoming', keepLoser: false, clock: clock('c1', 7) })
  })

  test('[C1] two unrelated edits end alike in either order of arrival', () => {
    const edit = fc.record({
      at: fc.integer({ min: 0, max: 3 }),
      device: fc.constantFrom('device-a', 'device-b'),
      value: fc.constantFrom('x', 'y'),
    })
    fc.assert(
      fc.property(edit, edit, (one, two) => {
        const start = { value: 'start', clock: clock('c0', 0) }
        const arrive = (first: typeof one, second: typeof two, ids: readonly [string, string]) => {
          let now: { value: unknown; clock: Clock | undefined } = start
          for (const [edited, id] of [
            [first, ids[0]],
            [second, ids[1]],
          ] as const) {
            const incoming = { value: edited.value, clock: clock(id, edited.at, edited.device) }
            const verdict = judgeSet(now, incoming, change('unseen'))
            now =
              verdict.winner === 'incoming'
                ? { value: incoming.value, clock: verdict.clock }
                : { value: now.value, clock: verdict.clock }
          }
          return now.value
        }

        expect(arrive(one, two, ['c1', 'c2'])).toEqual(arrive(two, one, ['c2', 'c1']))
      }),
    )
  })
})

describe('a restored value', () => {
  test('replaces the value it once replaced, and leaves nothing to keep', () => {
    const before = clock('c1', 100)
    const after = { ...clock('c2', 50), previous: change('c1') }

    expect(
      judgeRestored({ value: 'a', clock: before }, { value: 'b', clock: after }),
    ).toMatchObject({ winner: 'incoming', keepLoser: false })
    expect(
      judgeRestored({ value: 'b', clock: after }, { value: 'a', clock: before }),
    ).toMatchObject({ winner: 'current', keepLoser: false })
  })

  test('[K1] is kept beside the current one where neither replaced the other', () => {
    const verdict = judgeRestored(
      { value: 'a', clock: clock('c1', 100) },
      { value: 'b', clock: clock('c2', 99) },
    )

    expect(verdict).toMatchObject({ winner: 'current', keepLoser: true })
  })

  test('that is the same change, or was never set, changes nothing', () => {
    const current = { value: 'a', clock: clock('c1', 100) }

    expect(judgeRestored(current, current).winner).toBe('current')
    expect(judgeRestored(current, { value: '', clock: undefined }).winner).toBe('current')
    expect(judgeRestored({ value: '', clock: undefined }, current).winner).toBe('incoming')
  })
})

describe('edit time', () => {
  test('[T1] is the same whatever constant a clock is wrong by, and never in the future', () => {
    const year = 365 * 86_400_000
    for (const wrong of [-year, 0, year])
      expect(
        editTime({ receivedAt: 1_000_000, sentAt: 500_000 + wrong, editedAt: 499_000 + wrong }),
      ).toBe(999_000)

    expect(editTime({ receivedAt: 1_000_000, sentAt: 1, editedAt: 2 })).toBe(1_000_000)
  })
})
