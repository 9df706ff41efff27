/** A waiting change in a person's words. */

import { describe, expect, it } from 'vitest'
import { lineWords } from '../../web/sync/outbox-words.ts'

const nothing = { field: null, name: 'Trip plan', value: null } as const

describe('a change in the outbox', () => {
  it('says what was done and to what', () => {
    expect(lineWords({ ...nothing, kind: 'message.append' })).toBe('Message in “Trip plan”')
    expect(lineWords({ ...nothing, kind: 'chat.create' })).toBe('New chat “Trip plan”')
    expect(lineWords({ ...nothing, kind: 'chat.set', field: 'title', value: 'x' })).toBe(
      'New title for “Trip plan”',
    )
  })

  it('tells a deletion from its undoing', () => {
    const set = { ...nothing, kind: 'chat.set', field: 'deleted' } as const

    expect(lineWords({ ...set, value: true })).toBe('Deletion of “Trip plan”')
    expect(lineWords({ ...set, value: false })).toBe('Restoring of “Trip plan”')
  })

  it('says something where the name is gone or the field is new', () => {
    expect(lineWords({ ...nothing, kind: 'message.append', name: null })).toBe('Message in a chat')
    expect(lineWords({ ...nothing, kind: 'chat.set', field: 'colour' })).toBe(
      'Change to “Trip plan”',
    )
  })
})
