/** The log of the sync centre in words, its filters, and what is copied from it. */

import { describe, expect, test } from 'vitest'
import type { LogRecord, RunRecord } from '../../db/device/records.ts'
import { addLog, addRun } from '../../db/device/runs.ts'
import { FAULTS } from '../../db/protocol/fault.ts'
import { fetchingWords, sendingWords } from '../../web/sync/background-words.ts'
import { debugInfo } from '../../web/sync/tell-diagnosis.ts'
import { errorType } from '../../web/sync/error-words.ts'
import { filterLog, logLines } from '../../web/sync/log-words.ts'
import {
  changeId,
  chatId,
  chatRow,
  conflictRow,
  createDevice,
  folderRow,
  messageRow,
  newMessage,
  pageOf,
  rejected,
  rename,
} from '../device/device.ts'

const line = (id: number, code: string, details: LogRecord['details'] = {}): LogRecord => ({
  id,
  at: id,
  level: 'note',
  code,
  details,
})

const RUN: RunRecord = {
  id: 1,
  trigger: 'person',
  direction: 'full',
  startedAt: 100,
  durationMs: 5,
  requests: 1,
  sent: 2,
  received: 3,
  bytesSent: 10,
  bytesReceived: 10,
  outcome: 'done',
}

describe('the log', () => {
  const log = [
    line(1, 'run.failed', { fault: 'unavailable', reason: 'timeout', retryInMs: 28_000 }),
    line(2, 'change.conflict', { count: 1 }),
    line(3, 'change.known', { count: 2 }),
    line(4, 'of.a.later.version'),
  ]

  test('is told in sentences, with the syncs that went well, newest first', () => {
    expect(logLines(log, [RUN]).map(({ words }) => words)).toEqual([
      'Synced: 2 sent, 3 received (you).',
      'of.a.later.version',
      'The server had 2 changes already.',
      '1 change met another device’s. Both are kept.',
      'A sync failed: too slow. Next try in 28 s.',
    ])
  })

  test('has each failed sync once', () => {
    expect(logLines([], [{ ...RUN, outcome: 'failed', fault: 'unavailable' }])).toEqual([])
  })

  test('is filtered by kind and by text', () => {
    const lines = logLines(log, [RUN])
    const codes = (...how: [Parameters<typeof filterLog>[1], string]) =>
      filterLog(lines, ...how).map(({ code }) => code)

    expect(codes('errors', '')).toEqual(['run.failed'])
    expect(codes('conflicts', '')).toEqual(['change.conflict'])
    expect(codes('skipped', '')).toEqual(['change.known'])
    expect(codes('all', ' SLOW')).toEqual(['run.failed'])
    expect(codes('errors', 'nothing like it')).toEqual([])
  })
})

describe('error types', () => {
  test('have words for every fault a sync can meet', () => {
    for (const code of Object.keys(FAULTS)) expect(errorType(code).name).not.toBe('Unknown')
    expect(errorType('something new').name).toBe('Unknown')
    expect(errorType('toString').name).toBe('Unknown')
  })
})

describe('what is copied', () => {
  test('[N2] holds no title, no name and no text of a device that is full of them', async () => {
    const marker = 'zebrafinch'
    const device = await createDevice()
    const chat = chatId('chat-1')
    await device.receive(
      pageOf(
        [
          chatRow('chat-1', 1, { title: marker }),
          folderRow('f1', 2, { name: marker }),
          messageRow('m0', { chatId: chat, position: 0, revision: 3, content: marker }),
          conflictRow('k1', 4, { kept: { value: marker, clock: null } }),
        ],
        { from: null, to: 4 },
      ),
    )
    const [refused = ''] = await device.write(newMessage('m1', chat, { content: marker }))
    await device.receive({ results: [rejected(changeId(refused), 'too_large')] })
    await device.write(rename(chat, `${marker} two`), newMessage('m2', chat, { content: marker }))
    await device.db.drafts.put({
      id: 'new',
      chatId: null,
      kind: 'typed',
      text: marker,
      updatedAt: 1,
    })
    await addLog(device.db, line(1, 'run.failed', { fault: 'unavailable' }))
    await addRun(device.db, RUN)
    const { id: _, ...again } = RUN
    await addRun(device.db, again)

    const about = { version: '1.2.3', browser: 'A browser', isOnline: true, now: 1 }
    const text = await debugInfo(device.db, about)

    expect(text).not.toContain(marker)
    expect(text).not.toContain('t4')
    expect(text).toContain('run.failed')
    expect(JSON.parse(text)).toMatchObject({
      app: { version: '1.2.3' },
      counts: { waiting: 2, parked: 1, chats: 1 },
      sync: { revision: 4, hasCursor: true },
      runs: [{ trigger: 'person', sent: 2 }, {}],
    })
  })
})

describe('what the browser does while the app is closed', () => {
  test('is said as it is', () => {
    const none = { hasSync: false, hasPeriodic: false, periodicPermission: 'unknown' } as const
    expect(sendingWords(none)).toContain('when the app is open')
    expect(fetchingWords(none)).toContain('when the app is open')
    expect(sendingWords({ ...none, hasSync: true })).toContain('Sends what waits')
    expect(fetchingWords({ ...none, hasPeriodic: true, periodicPermission: 'prompt' })).toContain(
      'Not allowed yet',
    )
    expect(fetchingWords({ ...none, hasPeriodic: true, periodicPermission: 'granted' })).toContain(
      'Now and then',
    )
  })
})
