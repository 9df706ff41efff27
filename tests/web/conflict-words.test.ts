/** A conflict in a person's words. */

import { describe, expect, it } from 'vitest'
import { conflictWords, valueWords } from '../../web/sync/conflict-words.ts'

describe('a conflict', () => {
  it('says what two devices changed', () => {
    expect(conflictWords({ ofEntity: 'chat', field: 'title', name: 'Trip plan' })).toBe(
      'Two devices changed the title of “Trip plan”.',
    )
    expect(conflictWords({ ofEntity: 'message', field: 'status', name: null })).toBe(
      'Two devices changed something in a message.',
    )
  })

  it('[K1] shows each of the two values so that they can be told apart', () => {
    expect(valueWords('title', 'Oslo')).toBe('Oslo')
    expect(valueWords('title', '')).toBe('Nothing')
    expect(valueWords('deleted', true)).toBe('Deleted')
    expect(valueWords('deleted', false)).toBe('Not deleted')
    expect(valueWords('folderId', null)).toBe('In no folder')
    expect(valueWords('folderId', 'f1')).toBe('In a folder')
  })
})
