/** A waiting change in a person's words. */

import { describe, expect, it } from 'vitest'
import { actionWords, uploadWords } from '../../web/sync/action-words.ts'
import { needsBeside, needsOf } from '../../web/sync/needs.ts'
import { nextRunWords } from '../../web/sync/next-run.ts'
import { discardWords, lineWords, progressWords } from '../../web/sync/outbox-words.ts'

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

describe('how a change fares', () => {
  const line = { state: 'waiting', tries: 0, fault: null, isOwn: true } as const
  const now = 1000
  const prospects = { retryAt: null, isPaused: false, isOnline: true, now }

  it('is told with the next try, and what the server said of it', () => {
    expect(progressWords(line, prospects).progress).toBe('')
    expect(progressWords({ ...line, tries: 3 }, { ...prospects, retryAt: 29_000 }).progress).toBe(
      'tried 3 times · next try in 28 s',
    )
    expect(progressWords(line, { ...prospects, isOnline: false }).progress).toBe(
      'when you are online',
    )
    expect(progressWords(line, { ...prospects, isPaused: true, retryAt: 9000 }).progress).toBe(
      'paused',
    )
    const fault = { code: 'too_large', message: 'Too large.' } as const
    expect(progressWords({ ...line, state: 'parked', fault }, prospects)).toEqual({
      progress: 'not sent',
      error: 'Too large.',
    })
  })

  it('is asked about before it is discarded, with all that goes', () => {
    expect(discardWords(1, 1)).toEqual({
      title: 'Discard this change?',
      text: 'Delete this unsent change from this device? It is not in the cloud.',
      act: 'Discard',
    })
    expect(discardWords(1, 3).text).toContain(
      '2 more changes go with it, because they cannot be without it.',
    )
    expect(discardWords(2, 2).act).toBe('Discard 2 changes')
  })
})

describe('an act', () => {
  const size = { bytes: 12_000, isAll: true }

  it('says what it will do', () => {
    expect(uploadWords({ waiting: 3, size })).toBe('3 changes, 11.7 KB')
    expect(uploadWords({ waiting: 900, size: { ...size, isAll: false } })).toContain('over')
    expect(actionWords({ waiting: 3, size, isPaused: true }).full).toBe(
      'Sends 3 changes, 11.7 KB, then gets what is new. Once; sync stays paused.',
    )
    expect(actionWords({ waiting: 0, size: null, isPaused: false }).upload).toBe(
      'Nothing waits to be sent.',
    )
  })

  it('that comes by itself is foretold', () => {
    const standing = { lastFullSyncAt: 0, lastFault: null, retryAt: null, isPaused: false }
    const place = { isOnline: true, now: 60_000 }

    expect(nextRunWords(standing, place)).toBe('In 4 min, or with the next change')
    expect(nextRunWords({ ...standing, isPaused: true }, place)).toBe('When you resume')
    expect(nextRunWords(standing, { ...place, isOnline: false })).toBe('When there is a network')
    expect(nextRunWords({ ...standing, lastFault: 'signed_out' }, place)).toBe(
      'When you have acted',
    )
  })
})

describe('what needs the person', () => {
  const calm = { fault: null, conflicts: 0, parked: 0, isStorageFailing: false }

  it('is listed with one act each, and nothing else is', () => {
    expect(needsOf(calm)).toEqual([])
    expect(needsOf({ ...calm, fault: { code: 'unavailable', retryAt: 1 } })).toEqual([])
    const facts = { ...calm, conflicts: 1, parked: 2 }
    const kinds = needsOf({ ...facts, fault: { code: 'signed_out', retryAt: null } })
    expect(kinds.map(({ kind, act }) => [kind, act])).toEqual([
      ['sign-in', 'Sign in'],
      ['conflicts', 'Choose'],
      ['refused', 'Review'],
    ])
  })

  it('is not said twice where the state says it', () => {
    expect(needsBeside({ ...calm, parked: 2 }, { kind: 'refused' })).toEqual([])
    expect(needsBeside({ ...calm, parked: 2 }, { kind: 'stuck' })).toHaveLength(1)
    expect(needsBeside({ ...calm, parked: 2, conflicts: 1 }, { kind: 'conflict' })).toHaveLength(2)
  })
})
