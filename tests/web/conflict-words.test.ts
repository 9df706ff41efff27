/** A conflict in a person's words. */

import { describe, expect, it } from 'vitest'
import type { ConflictLine } from '../../db/device/conflicts.ts'
import {
  conflictWords,
  copyStart,
  copyTitle,
  deletionWords,
  keepWords,
  valueWords,
} from '../../web/conflicts/conflict-words.ts'
import { sidesOf } from '../../web/conflicts/sides.ts'
import { conflictLine, DEVICES, sidedBy } from './conflict-line.ts'

const title = { ofEntity: 'chat', field: 'title' } as const

describe('a conflict', () => {
  it('says what was changed in two places', () => {
    expect(conflictWords({ ...title, name: 'Trip plan' })).toBe(
      'Title of ‘Trip plan’ was changed in two places',
    )
    expect(conflictWords({ ofEntity: 'folder', field: 'name', name: 'Work' })).toBe(
      'Name of ‘Work’ was changed in two places',
    )
    expect(conflictWords({ ofEntity: 'chat', field: 'deleted', name: 'Trip plan' })).toBe(
      '‘Trip plan’ was deleted in one place and used in another',
    )
    expect(conflictWords({ ofEntity: 'message', field: 'deleted', name: 'Trip plan' })).toBe(
      'A message in ‘Trip plan’ was deleted in one place and used in another',
    )
    expect(conflictWords({ ofEntity: 'message', field: 'mood', name: null })).toBe(
      'Something in a message was changed in two places',
    )
  })

  it('[K1] shows each of the two values so that they can be told apart', () => {
    expect(valueWords('title', 'Oslo')).toBe('Oslo')
    expect(valueWords('title', '')).toBe('Nothing')
    expect(valueWords('deleted', true)).toBe('Deleted')
    expect(valueWords('deleted', false)).toBe('Kept')
    expect(valueWords('folderId', null)).toBe('In no folder')
    expect(valueWords('folderId', 'f1')).toBe('In a folder')
    expect(valueWords('syncMode', 'cloud')).not.toBe(valueWords('syncMode', null))
  })

  it('says of a deletion where it was done and who wrote meanwhile', () => {
    const gone = { field: 'deleted', lost: sidedBy('pixel', true) }
    const on = (kept: ConflictLine['kept'], lost = gone.lost) =>
      deletionWords(sidesOf(conflictLine({ ...gone, kept, standing: kept, lost }), DEVICES))

    expect(on(sidedBy('own', false))).toBe('Deleted on Pixel 8 while you wrote here.')
    expect(on({ value: false, clock: null })).toBe(
      'Deleted on Pixel 8 while something new was written.',
    )
    expect(on(sidedBy('pixel', false), sidedBy('own', true))).toBe(
      'Deleted on this device while something was written on Pixel 8.',
    )
  })

  it('names the answers by what they keep', () => {
    const [own, other] = sidesOf(conflictLine({}), DEVICES)
    const [unknown] = sidesOf(
      conflictLine({ standing: sidedBy('x', 'A'), lost: sidedBy('y', 'B') }),
      DEVICES,
    )

    expect(keepWords(title, own)).toBe('Keep this device')
    expect(keepWords(title, other)).toBe('Keep Pixel 8')
    expect(keepWords(title, unknown)).toBe('Keep one device')
    expect(keepWords({ ...title, field: 'deleted' }, { ...own, value: true })).toBe('Delete again')
    expect(keepWords({ ...title, field: 'deleted' }, { ...own, value: false })).toBe('Keep chat')
  })

  it('calls a copy after the device and the moment that its title came from', () => {
    const at = new Date(2026, 10, 22, 13, 58).getTime()
    const side = { value: 'Trip plan', properName: 'Pixel 8', at }

    expect(copyTitle(side, 500)).toBe('Trip plan (from Pixel 8, 22 Nov 13:58)')
    expect(copyTitle({ ...side, at: null }, 500)).toBe('Trip plan (from Pixel 8)')
    const long = copyTitle({ ...side, value: 'x'.repeat(600) }, 500)
    expect(long).toHaveLength(500)
    expect(long).toMatch(/x \(from Pixel 8, 22 Nov 13:58\)$/)
    for (const value of ['Trip plan', ' Trip plan ', ''])
      expect(copyTitle({ ...side, value }, 500).startsWith(copyStart(value))).toBe(true)
  })
})
