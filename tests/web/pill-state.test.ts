/** The sync pill: the weightiest truth wins, and "Up to date" is never said too early. */

import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { pillState, type PillState, type SyncFacts } from '../../web/sync/pill-state.ts'
import { pillWords } from '../../web/sync/pill-words.ts'
import { sinceWords } from '../../web/ui/time-words.ts'

const NOW = Date.UTC(2026, 10, 22, 14, 3)

const level: SyncFacts = {
  isSignedIn: true,
  isStorageFailing: false,
  isOnline: true,
  isPaused: false,
  isKnown: true,
  waiting: 0,
  oldest: null,
  reachableSince: NOW - 3_600_000,
  lastSentAt: null,
  parked: 0,
  conflicts: 0,
  fault: null,
  failures: 0,
  run: null,
  isFirstDownload: false,
  lastSyncedAt: NOW - 120_000,
  localChats: 0,
}

const run = { sent: 3, toSend: 12, received: 40, left: 160 }

const MINUTES_AGO = NOW - 180_000
const stuck: Partial<SyncFacts> = {
  waiting: 3,
  oldest: { since: MINUTES_AGO, held: null },
  fault: { code: 'unavailable', retryAt: NOW + 28_000, reason: 'timeout' },
  failures: 2,
  isOnline: true,
  isPaused: false,
}

/** Each state with the one fact that brings it about, weightiest first. */
const ladder: readonly (readonly [PillState['kind'], Partial<SyncFacts>])[] = [
  ['cannot-save', { isStorageFailing: true }],
  ['storage-full', { fault: { code: 'unavailable', retryAt: NOW, reason: 'device_full' } }],
  ['update-needed', { fault: { code: 'update_required', retryAt: null } }],
  ['sign-in', { fault: { code: 'session_expired', retryAt: null } }],
  ['stuck', stuck],
  ['conflict', { conflicts: 1 }],
  ['cloud-full', { fault: { code: 'out_of_space', retryAt: NOW } }],
  ['refused', { parked: 2 }],
  ['paused', { isPaused: true }],
  ['offline', { isOnline: false }],
  ['unreachable', { fault: { code: 'unavailable', retryAt: NOW + 28_000 }, failures: 2 }],
  ['syncing', { run }],
  ['waiting', { waiting: 3 }],
  ['up-to-date', {}],
]

describe('the sync pill', () => {
  it.each(ladder)('shows %s when that is all there is to say', (kind, facts) => {
    expect(pillState({ ...level, ...facts }, NOW).kind).toBe(kind)
  })

  it('[F1] says why nothing can be saved: for want of room, or for want of an answer', () => {
    const sentenceOf = (facts: Partial<SyncFacts>) =>
      pillWords(pillState({ ...level, ...facts }, NOW), NOW).sentence

    expect(sentenceOf({ isStorageFailing: true })).toMatch(/out of space/)
    expect(sentenceOf({ isStorageFailing: true, isStorageLost: true })).toMatch(/does not answer/)
    expect(
      sentenceOf({ fault: { code: 'unavailable', retryAt: NOW, reason: 'device_lost' } }),
    ).toMatch(/does not answer/)
  })

  it('[F1] shows the weightier of any two truths', () => {
    for (const [at, [kind, facts]] of ladder.entries())
      for (const [, lesser] of ladder.slice(at + 1)) {
        const both = { ...level, ...lesser, ...facts }
        expect(pillState(both, NOW).kind).toBe(kind)
      }
  })

  it('never says "Up to date" while anything waits, is refused or is under way', () => {
    fc.assert(
      fc.property(
        fc.record({
          waiting: fc.nat(3),
          parked: fc.nat(2),
          isOnline: fc.boolean(),
          isPaused: fc.boolean(),
          isKnown: fc.boolean(),
          isFirstDownload: fc.boolean(),
          failures: fc.nat(3),
          run: fc.constantFrom(null, run),
          fault: fc.constantFrom(null, { code: 'unavailable' as const, retryAt: NOW + 1 }),
        }),
        (facts) => {
          const state = pillState({ ...level, ...facts }, NOW)
          if (state.kind !== 'up-to-date') return
          expect(facts).toMatchObject({ waiting: 0, parked: 0, run: null, isFirstDownload: false })
        },
      ),
    )
  })

  it('claims all for the cloud only where no chat stays on this device alone', () => {
    const sentenceWith = (localChats: number) =>
      pillWords(pillState({ ...level, localChats }, NOW), NOW).sentence

    expect(sentenceWith(0)).toMatch(/^All changes are in the cloud\. Last synced/)
    expect(sentenceWith(1)).toMatch(/^1 chat stays only on this device\. All other changes are/)
    expect(sentenceWith(3)).toContain('3 chats stay only on this device.')
    expect(sentenceWith(3)).not.toContain('All changes are')
  })

  it('speaks of no cloud where nobody is signed in', () => {
    const nobody = { ...level, isSignedIn: false, waiting: 7, isOnline: false }

    expect(pillState(nobody, NOW)).toEqual({ kind: 'on-this-device' })
  })

  it('stays calm about one failed attempt', () => {
    const fault = { code: 'unavailable', retryAt: NOW + 900 } as const

    const hiccup = { ...level, fault, failures: 1, waiting: 2, faultSince: NOW }
    expect(pillState(hiccup, NOW).kind).toBe('waiting')
    expect(pillState(hiccup, NOW + 9_999).kind).toBe('waiting')
    expect(pillState(hiccup, NOW + 10_000).kind).toBe('unreachable')
  })

  it('does not hold failures of before against a network that has just come back', () => {
    const fault = { code: 'unavailable', retryAt: NOW + 28_000 } as const
    const back = { ...level, fault, failures: 4, reachableSince: NOW }

    expect(pillState({ ...back, waiting: 2 }, NOW + 1999).kind).toBe('waiting')
    expect(pillState(back, NOW + 1999).kind).toBe('checking')
    expect(pillState(back, NOW + 2000).kind).toBe('unreachable')
    expect(pillState({ ...back, run }, NOW + 9999).kind).toBe('syncing')
    expect(pillState({ ...back, run }, NOW + 10_000).kind).toBe('unreachable')
  })

  it('calls what waits stuck within two minutes, whatever keeps it', () => {
    const fault = { code: 'unavailable', retryAt: NOW + 28_000 } as const
    const waits = { waiting: 3, oldest: { since: NOW, held: null }, lastSentAt: NOW - 5000 }
    const after = (ms: number, facts: Partial<SyncFacts>) =>
      pillState({ ...level, ...waits, ...facts }, NOW + ms)
    const message = 'The server is older than this app and will catch up.'
    const held = { since: NOW, held: { code: 'unsupported' as const, message } }

    expect(after(60_000, { fault, failures: 4 }).kind).toBe('unreachable')
    expect(after(90_000, { fault, failures: 4 })).toEqual({
      kind: 'stuck',
      waiting: 3,
      since: NOW,
      cause: { kind: 'fault', code: 'unavailable', reason: null },
      retryAt: NOW + 28_000,
    })
    expect(after(90_000, { oldest: held })).toMatchObject({ cause: { kind: 'held', message } })
    // A server that asked for an hour, and a request that never ends: one failure, and none.
    expect(after(90_000, { fault, failures: 1 })).toMatchObject({ cause: { kind: 'fault' } })
    expect(after(90_000, { run })).toMatchObject({ cause: { kind: 'silent' } })
  })

  it('does not call stuck what goes out, what has just come online, or what nobody tries to send', () => {
    const waits = { waiting: 3, oldest: { since: NOW - 86_400_000, held: null } }

    expect(pillState({ ...level, ...waits, run, lastSentAt: NOW - 900 }, NOW).kind).toBe('syncing')
    expect(pillState({ ...level, ...waits, reachableSince: NOW - 900 }, NOW).kind).toBe('waiting')
    expect(pillState({ ...level, ...stuck, isOnline: false }, NOW).kind).toBe('offline')
    expect(pillState({ ...level, ...stuck, isPaused: true }, NOW).kind).toBe('paused')
    expect(pillState({ ...level, ...stuck, waiting: 0 }, NOW).kind).toBe('unreachable')
    // Written since the page last looked at the clock.
    const fresh = { waiting: 1, oldest: { since: NOW + 20_000, held: null } }
    expect(pillState({ ...level, ...fresh }, NOW).kind).toBe('waiting')
  })

  it('[T1] calls it stuck also where the clock was set back by a year', () => {
    const oldest = { since: NOW + 31_536_000_000, held: null }

    expect(pillState({ ...level, ...stuck, oldest }, NOW).kind).toBe('stuck')
  })

  it('tells the first download from an ordinary sync, unless changes are going out', () => {
    const fresh = { ...level, isFirstDownload: true, lastSyncedAt: null }

    expect(pillState({ ...fresh, run: { ...run, sent: 0, toSend: 0 } }, NOW).kind).toBe(
      'first-download',
    )
    expect(pillState({ ...fresh, run }, NOW).kind).toBe('syncing')
    expect(pillState(fresh, NOW).kind).toBe('checking')
  })
})

const unreachable = {
  kind: 'unreachable',
  code: 'unavailable',
  reason: null,
  retryAt: null,
  waiting: 0,
} as const

/** Of each state: colour, pill, sentence. What a person reads is changed here on purpose or not at all. */
const SAID: readonly (readonly [PillState, string, string, string])[] = [
  [
    { kind: 'cannot-save', isLost: false },
    'danger',
    "Can't save",
    "This device is out of space, so new messages can't be saved. Nothing saved before is lost.",
  ],
  [
    { kind: 'storage-full', waiting: 2 },
    'danger',
    'Storage full',
    "This device is out of space, so what is new on other devices can't come in. 2 changes are still sent from here.",
  ],
  [
    { kind: 'update-needed' },
    'warn',
    'Update needed',
    'Reload to update. Until then your changes stay on this device.',
  ],
  [
    { kind: 'sign-in', code: 'session_expired', waiting: 0 },
    'warn',
    'Sign in',
    'Sign in again to sync. Your chats are safe on this device and you can keep writing.',
  ],
  [
    { kind: 'sign-in', code: 'session_expired', waiting: 12 },
    'warn',
    'Sign in',
    'Sign in to upload 12 changes. They are safe on this device and you can keep writing.',
  ],
  [
    { kind: 'sign-in', code: 'account_deleted', waiting: 1 },
    'danger',
    'Account deleted',
    'This account was deleted. Its chats are still on this device: export what you want to keep. They stay until you remove them.',
  ],
  [
    { kind: 'sign-in', code: 'session_revoked', waiting: 0 },
    'warn',
    'Sign in',
    'This device was signed out from another device. Chats here are kept until you remove them.',
  ],
  [
    { kind: 'conflict', conflicts: 1, name: 'Trip plan' },
    'warn',
    '1 conflict',
    '‘Trip plan’ was changed in two places. Choose what to keep.',
  ],
  [
    { kind: 'conflict', conflicts: 2, name: null },
    'warn',
    '2 conflicts',
    '2 things were changed in two places. Both versions are kept. Choose what to keep.',
  ],
  [
    { kind: 'cloud-full', waiting: 14 },
    'warn',
    'Cloud full',
    "The server's disk is full. Whoever runs it has to make room. 14 changes wait on this device.",
  ],
  [
    { kind: 'refused', parked: 2 },
    'danger',
    '2 not synced',
    "2 changes can't be synced. They are safe on this device.",
  ],
  [{ kind: 'paused', waiting: 3 }, 'neutral', 'Paused', 'Sync is paused. 3 changes wait.'],
  [
    { kind: 'offline', waiting: 3 },
    'neutral',
    'Offline · 3 waiting',
    "You're offline. You can read and write; 3 changes sync when you're back.",
  ],
  [
    { ...unreachable, reason: 'portal' },
    'warn',
    'Retrying',
    'This network asks you to sign in to it first. Trying again now. Changes are saved here.',
  ],
  [
    { ...unreachable, code: 'rate_limited', retryAt: NOW + 30_000 },
    'warn',
    'Retrying',
    'The server asked to wait a little. Next try in 30 s. Changes are saved here.',
  ],
  [
    { kind: 'syncing', sent: 2, toSend: 12, received: 40, left: 160 },
    'info',
    'Syncing 2 of 12',
    'Sending 3 of 12 changes, receiving 40 of 200.',
  ],
  [{ kind: 'waiting', waiting: 3 }, 'neutral', '3 waiting', '3 changes will sync shortly.'],
  [
    { kind: 'on-this-device' },
    'neutral',
    'On this device',
    'Chats are only on this device. Sign in to sync and back up.',
  ],
  [{ kind: 'checking' }, 'neutral', 'Checking…', 'Looking at what there is to sync.'],
]

describe('the words of the sync pill', () => {
  it.each(SAID)('say of %o what a person is to know', (state, ...said) => {
    const [tone, text, sentence] = said
    expect(pillWords(state, NOW)).toMatchObject({ tone, text, sentence })
  })

  it('tell when the two were last level', () => {
    const at = NOW - 120_000
    const state = { kind: 'up-to-date', lastSyncedAt: at, localChats: 0 } as const

    expect(pillWords(state, NOW).sentence).toBe(
      `All changes are in the cloud. Last synced 2 min. ago (${sinceWords(at, NOW)}).`,
    )
  })

  it('counts what waits while offline, and does not call it an error', () => {
    const words = pillWords({ kind: 'offline', waiting: 50 }, NOW)

    expect(words).toMatchObject({
      tone: 'neutral',
      text: 'Offline · 50 waiting',
      sentence: "You're offline. You can read and write; 50 changes sync when you're back.",
    })
  })

  it('counts in the singular where there is one', () => {
    expect(pillWords({ kind: 'conflict', conflicts: 1, name: null }, NOW).text).toBe('1 conflict')
    expect(pillWords({ kind: 'paused', waiting: 1 }, NOW).sentence).toBe(
      'Sync is paused. 1 change waits.',
    )
    expect(pillWords({ kind: 'cloud-full', waiting: 1 }, NOW).sentence).toMatch(
      / 1 change waits on this device\.$/,
    )
    expect(pillWords({ kind: 'waiting', waiting: 1 }, NOW).sentence).toBe(
      '1 change will sync shortly.',
    )
  })

  it('never promises the next try too early', () => {
    const state = { ...unreachable, retryAt: NOW + 27_400, waiting: 0 }

    expect(pillWords(state, NOW)).toEqual({
      tone: 'warn',
      text: 'Retrying',
      countdown: 'in 28 s',
      sentence: "Can't reach the sync server. Next try in 28 s. Changes are saved here.",
      spoken: "Can't reach the server. Will keep trying.",
    })
    expect(pillWords(state, NOW + 60_000).countdown).toBeNull()
  })

  it('says of a stuck outbox how much, since when, why, and what comes next', () => {
    const state = pillState({ ...level, ...stuck, waiting: 2 }, NOW)
    const since = sinceWords(MINUTES_AGO, NOW)

    expect(pillWords(state, NOW)).toEqual({
      tone: 'warn',
      text: '2 stuck',
      countdown: null,
      sentence: `2 changes have not been sent since ${since}. The sync server does not answer in time. Next try in 28 s. They are safe on this device.`,
      spoken: `2 changes have not been sent since ${since}. The sync server does not answer in time. They are safe on this device.`,
    })
    const full = { ...stuck, waiting: 1, fault: { code: 'out_of_space', retryAt: NOW } } as const
    expect(pillWords(pillState({ ...level, ...full }, NOW), NOW).sentence).toBe(
      `1 change has not been sent since ${since}. The server's disk is full. Whoever runs it has to make room. Trying again now. It is safe on this device.`,
    )
  })

  it('never hides that something waits behind a server out of reach', () => {
    const state = { ...unreachable, retryAt: NOW + 28_000, waiting: 3 }

    expect(pillWords(state, NOW).sentence).toContain('3 changes wait on this device.')
  })

  it('tells how far the first download is', () => {
    const since = { at: NOW - 12_000, received: 0 }
    const came = { ...run, toSend: 0, sent: 0, received: 2310, left: 7536, since }
    const facts = { ...level, isFirstDownload: true, lastSyncedAt: null }
    const state = pillState({ ...facts, run: came }, NOW)

    expect(pillWords(state, NOW).text).toBe('Getting chats 23%')
    expect(pillWords(state, NOW).sentence).toBe(
      'Downloading 2,310 of 9,846 messages, about 40 s left. You can keep using the app.',
    )
    const begun = pillState(
      { ...facts, run: { ...came, since: { at: NOW - 900, received: 0 } } },
      NOW,
    )
    expect(pillWords(begun, NOW).sentence).toBe(
      'Downloading 2,310 of 9,846 messages. You can keep using the app.',
    )
  })
})
