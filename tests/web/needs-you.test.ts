/** The badge and the window's title count what only the person can settle. */

import { describe, expect, it } from 'vitest'
import { needsYou } from '../../web/sync/needs-you.ts'
import type { PillState, SyncFacts } from '../../web/sync/pill-state.ts'
import { titleWords } from '../../web/ui/window-title.ts'

const facts: SyncFacts = {
  isSignedIn: true,
  isStorageFailing: false,
  isOnline: true,
  isPaused: false,
  isKnown: true,
  waiting: 3,
  oldest: null,
  reachableSince: 0,
  lastSentAt: null,
  parked: 2,
  conflicts: 1,
  fault: null,
  failures: 0,
  run: null,
  isFirstDownload: false,
  lastSyncedAt: 0,
  localChats: 0,
}
const level: PillState = { kind: 'waiting', waiting: 3 }
const out: PillState = { kind: 'sign-in', code: 'session_expired', waiting: 3 }

describe('what needs the person', () => {
  it('is what was refused and what was changed twice, but not what waits', () => {
    expect(needsYou(facts, level)).toBe(3)
    expect(needsYou({ ...facts, parked: 0, conflicts: 0 }, level)).toBe(0)
  })

  it('is a sign-in only where something waits for it', () => {
    expect(needsYou(facts, out)).toBe(4)
    expect(needsYou({ ...facts, waiting: 0 }, out)).toBe(3)
  })

  it('is nothing where nobody is signed in', () => {
    expect(needsYou({ ...facts, isSignedIn: false }, { kind: 'on-this-device' })).toBe(0)
  })
})

describe('the title of the window', () => {
  it('names the view, the app, and how much needs the person', () => {
    expect(titleWords(null, 0)).toBe('Chat Sync')
    expect(titleWords('Chats', 2)).toBe('(2) Chat Sync')
    expect(titleWords('Trip plan', 0)).toBe('Trip plan · Chat Sync')
    expect(titleWords('Trip plan', 2)).toBe('(2) Trip plan · Chat Sync')
  })
})
