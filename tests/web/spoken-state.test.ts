/** What somebody hears of sync who does not look at the pill: once each, and nothing that passes by itself. */

import { describe, expect, it } from 'vitest'
import type { PillState } from '../../web/sync/pill-state.ts'
import { pillWords } from '../../web/sync/pill-words.ts'
import { NOTHING_TOLD, tell, type Told } from '../../web/sync/spoken-state.ts'

const NOW = Date.UTC(2026, 10, 22, 14, 3)

/** Plays states, each with the seconds since the first, and gives what is said. */
const hear = (states: readonly (readonly [number, PillState])[]) => {
  let told: Told = NOTHING_TOLD
  const said: (readonly [string, string])[] = []
  for (const [seconds, state] of states) {
    const now = NOW + seconds * 1000
    const telling = tell(told, { state, spoken: pillWords(state, now).spoken }, now)
    told = telling.told
    if (telling.remark !== null) said.push([telling.remark.urgency, telling.remark.text])
  }
  return said
}

const level: PillState = { kind: 'up-to-date', lastSyncedAt: NOW, localChats: 0 }
const offline: PillState = { kind: 'offline', waiting: 0 }
const waiting: PillState = { kind: 'waiting', waiting: 1 }
const syncing: PillState = { kind: 'syncing', sent: 0, toSend: 1, received: 0, left: null }
const away: PillState = {
  kind: 'unreachable',
  code: 'unavailable',
  reason: 'network',
  retryAt: NOW + 5000,
  waiting: 1,
}
const coming = (received: number, left: number | null): PillState => ({
  kind: 'first-download',
  received,
  left,
  leftMs: null,
})

describe('what is told of sync', () => {
  it('is nothing of what comes and goes by itself', () => {
    const kinds: readonly PillState[] = [
      { kind: 'checking' },
      syncing,
      waiting,
      level,
      { kind: 'paused', waiting: 2 },
      { kind: 'on-this-device' },
    ]
    expect(hear(kinds.map((state, at) => [at, state]))).toEqual([])
  })

  it('is a state on entering it, not its later counts', () => {
    expect(
      hear([
        [0, level],
        [1, { kind: 'refused', parked: 1 }],
        [2, { kind: 'refused', parked: 2 }],
        [3, { kind: 'conflict', conflicts: 1, name: 'Trip plan' }],
      ]),
    ).toEqual([
      ['polite', "1 change can't be synced. It is safe on this device."],
      ['polite', '‘Trip plan’ was changed in two places. Choose what to keep.'],
    ])
  })

  it('interrupts only where what a person wrote is at risk', () => {
    expect(
      hear([
        [0, { kind: 'cannot-save', isLost: false }],
        [1, { kind: 'sign-in', code: 'session_expired', waiting: 0 }],
        [2, level],
        [3, { kind: 'sign-in', code: 'session_revoked', waiting: 0 }],
      ]).map(([urgency]) => urgency),
    ).toEqual(['assertive', 'polite', 'assertive'])
  })

  it('is that the network is gone at most once a minute', () => {
    expect(
      hear([
        [0, offline],
        [20, level],
        [40, offline],
        [50, level],
        [70, offline],
      ]),
    ).toEqual([
      ['polite', "You're offline. You can read and write."],
      ['polite', "You're offline. You can read and write."],
    ])
  })

  it('is one outage once, however often it is tried to end it', () => {
    expect(
      hear([
        [0, away],
        [5, syncing],
        [6, away],
        [20, waiting],
        [21, away],
        [30, level],
        [40, away],
      ]),
    ).toEqual([
      ['polite', "Can't reach the server. Will keep trying."],
      ['polite', "Can't reach the server. Will keep trying."],
    ])
  })

  it('is of the first download its start, its half and its end', () => {
    expect(
      hear([
        [0, coming(0, 100)],
        [1, coming(40, 60)],
        [2, syncing],
        [3, coming(50, 50)],
        [4, coming(90, 10)],
        [5, level],
        [6, syncing],
        [7, level],
      ]),
    ).toEqual([
      ['polite', 'Downloading 100 messages. You can keep using the app.'],
      ['polite', 'Half of your chats are here.'],
      ['polite', 'All your chats are here.'],
    ])
  })
})
