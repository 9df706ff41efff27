/** Banners: one at a time by weight, put away for as long as they should be, back when it matters more. */

import { describe, expect, it } from 'vitest'
import { parseDismissals } from '../../web/sync/notices/dismissals.ts'
import { noticeWords } from '../../web/sync/notices/notice-words.ts'
import {
  keepDismissals,
  noticesOf,
  noticeToShow,
  type Notice,
  type NoticeFacts,
} from '../../web/sync/notices/notices.ts'

const NOW = Date.UTC(2026, 10, 22, 14, 3)
const DAY_MS = 24 * 60 * 60_000
const MIB = 1024 * 1024

const calm: NoticeFacts = {
  isRevoked: false,
  isAccountDeleted: false,
  isSignedIn: true,
  isFull: false,
  space: { used: 10 * MIB, quota: 900 * MIB },
  isProtected: true,
  unsynced: 0,
  clockOffsetMs: 900,
}

/** Each with the fact that brings it about, weightiest first. */
const LADDER: readonly (readonly [Notice['kind'], Partial<NoticeFacts>])[] = [
  ['account-deleted', { isAccountDeleted: true }],
  ['revoked', { isRevoked: true }],
  ['low-storage', { space: { used: 720 * MIB + 1, quota: 900 * MIB } }],
  ['unprotected', { isProtected: false, isSignedIn: false, unsynced: 1 }],
  ['wrong-clock', { clockOffsetMs: -14 * 60_000 }],
]

const kindsOf = (facts: Partial<NoticeFacts>) =>
  noticesOf({ ...calm, ...facts }).map(({ kind }) => kind)

describe('a notice', () => {
  it('is none where all is well', () => {
    expect(kindsOf({})).toEqual([])
  })

  it.each(LADDER)('%s comes with its cause', (kind, facts) => {
    expect(kindsOf(facts)).toEqual([kind])
  })

  it('gives way to a weightier one', () => {
    const all = Object.assign({}, ...LADDER.map(([, facts]) => facts))

    expect(kindsOf(all)).toEqual(LADDER.map(([kind]) => kind))
    expect(noticeToShow(noticesOf({ ...calm, ...all }), {}, { unsynced: 1, now: NOW })).toEqual({
      kind: 'account-deleted',
    })
  })

  it('keeps quiet about what is no trouble', () => {
    expect(kindsOf({ isProtected: false, unsynced: 0, isSignedIn: false })).toEqual([])
    expect(kindsOf({ isProtected: false, unsynced: 50 })).toEqual([])
    expect(kindsOf({ isProtected: false, unsynced: 51 })).toEqual(['unprotected'])
    expect(kindsOf({ isProtected: null, unsynced: 51 })).toEqual([])
    expect(kindsOf({ space: { used: 899 * MIB, quota: 900 * MIB }, isFull: true })).toEqual([])
    expect(kindsOf({ clockOffsetMs: 120_000 })).toEqual([])
    expect(kindsOf({ clockOffsetMs: null, space: null })).toEqual([])
  })
})

describe('a notice that was put away', () => {
  const unprotected = noticesOf({ ...calm, isProtected: false, isSignedIn: false, unsynced: 3 })
  const put = { unprotected: { at: NOW, unsynced: 3 } }

  it('stays away for thirty days', () => {
    const shownAt = (now: number, unsynced = 3) =>
      noticeToShow(unprotected, put, { unsynced, now })?.kind ?? null

    expect(shownAt(NOW + 1)).toBeNull()
    expect(shownAt(NOW + 30 * DAY_MS - 1)).toBeNull()
    expect(shownAt(NOW + 30 * DAY_MS)).toBe('unprotected')
  })

  it('is back at once when much more is nowhere else, and can be put away again', () => {
    const moment = { unsynced: 51, now: NOW + 1000 }
    const again = { unprotected: { at: NOW + 1000, unsynced: 51 } }

    expect(noticeToShow(unprotected, put, { ...moment, unsynced: 50 })).toBeNull()
    expect(noticeToShow(unprotected, put, moment)?.kind).toBe('unprotected')
    expect(noticeToShow(unprotected, again, moment)).toBeNull()
  })

  it('lets the next one through', () => {
    const both = noticesOf({ ...calm, isRevoked: true, clockOffsetMs: 180_000 })
    const dismissals = { revoked: { at: NOW, unsynced: 0 } }

    expect(noticeToShow(both, dismissals, { unsynced: 0, now: NOW + 400 * DAY_MS })?.kind).toBe(
      'wrong-clock',
    )
  })

  it('is told anew when what it spoke of ended and comes again', () => {
    const one = { at: NOW, unsynced: 0 }
    const all = { revoked: one, 'wrong-clock': one, unprotected: one, 'low-storage': one }

    expect(Object.keys(keepDismissals(all, [])).toSorted()).toEqual(['low-storage', 'unprotected'])
    expect(keepDismissals(all, noticesOf({ ...calm, isRevoked: true }))).toHaveProperty('revoked')
  })

  it('is forgotten where what was kept makes no sense', () => {
    const good = JSON.stringify({ revoked: { at: NOW, unsynced: 2 }, other: 1, unprotected: 'x' })

    for (const text of [null, '', '{', '7', 'null', '{"revoked":{"at":"x"}}'])
      expect(parseDismissals(text)).toEqual({})
    expect(parseDismissals(good)).toEqual({ revoked: { at: NOW, unsynced: 2 } })
  })
})

describe('the words of a notice', () => {
  it('name what is off, and by how much', () => {
    expect(noticeWords({ kind: 'wrong-clock', offMs: 14 * 60_000 })).toBe(
      "This device's clock is 14 minutes off. Sync still works; times may look wrong.",
    )
    expect(noticeWords({ kind: 'wrong-clock', offMs: 365 * DAY_MS })).toMatch(/365 days off/)
    expect(noticeWords({ kind: 'low-storage', leftBytes: 180 * MIB })).toBe(
      'This device has 180 MB left for chats.',
    )
    expect(noticeWords({ kind: 'unprotected', isSignedIn: false })).toBe(
      'Your browser may delete chats on this device when space runs low. Sign in or install the app to protect them.',
    )
    expect(noticeWords({ kind: 'unprotected', isSignedIn: true })).not.toMatch(/Sign in/)
  })
})
