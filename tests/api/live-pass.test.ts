/** A push's own page, passed on to whoever stood where it began: nobody reads it again. */

import { describe, expect, onTestFinished, test } from 'vitest'
import type { Stream } from '../../api/live/crowd.ts'
import { createLive } from '../../api/live/live.ts'
import type { Push } from '../../api/live/poke.ts'
import { createLog } from '../../api/log.ts'
import { createMetrics } from '../../api/metrics.ts'
import { createWaitingDevices } from '../../api/waiting-devices.ts'
import { createMemoryPokes } from '../../api/pokes/memory-pokes.ts'
import { userIdSchema } from '../../db/protocol/ids.ts'
import { openDatabase } from '../../db/server/connect.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'

const userId = userIdSchema.parse('anna')
const PUSH: Push = {
  since: { revision: 4, token: 'four' },
  head: { revision: 5, token: 'five' },
  page: { from: '4', to: '5', hasMore: false, rowsJson: '[{"entity":"chat"}]', rowCount: 1 },
}

/** Streams at these cursors, and a database that answers nothing: what they hear was passed on. */
const listen = async (...cursors: readonly string[]) => {
  const log = createLog('silent', { write: () => undefined })
  const database = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' }, log)
  onTestFinished(() => database.close())
  const pokes = createMemoryPokes()
  const metrics = createMetrics({
    isDatabaseReady: async () => false,
    isKeyValueReady: async () => false,
    connections: database.connections,
    waiting: createWaitingDevices(Date.now),
    build: { version: '0', database: 'postgres' },
  })
  const live = createLive({ database, pokes, metrics, log })
  const heard = cursors.map((cursor) => {
    const texts: string[] = []
    const stream: Stream = {
      userId,
      deviceId: null,
      send: (text) => void texts.push(text),
      close: () => undefined,
      unsentBytes: () => 0,
      isSignedIn: async () => true,
    }
    live.join(stream).tell(cursor)
    return texts
  })
  const news = (revision: number) => pokes.publish({ kind: 'newer', userId, revision })
  return { live, heard, news }
}

describe('a page that is passed on', () => {
  test('is what a reading would give: where it goes on from, the head, the rows', async () => {
    const { live, heard } = await listen('4')
    live.pass(userId, PUSH)
    expect(heard[0]?.map((text): unknown => JSON.parse(text))).toEqual([
      {
        protocol: PROTOCOL_VERSION,
        kind: 'poke',
        head: PUSH.head,
        since: PUSH.since,
        page: { from: '4', to: '5', hasMore: false, rows: [{ entity: 'chat' }] },
      },
    ])
  })

  test('reaches only who stood where the push began, and nobody twice', async () => {
    const { live, heard, news } = await listen('4', '3', '5')
    live.pass(userId, PUSH)
    news(5)
    live.pass(userId, PUSH)
    expect(heard.map((texts) => texts.length)).toEqual([1, 0, 0])
    live.pass(userId, {
      since: PUSH.head,
      head: { revision: 6, token: 'six' },
      page: { ...PUSH.page, from: '5', to: '6' },
    })
    expect(heard.map((texts) => texts.length)).toEqual([2, 0, 1])
  })

  test('is not passed on where it is cut, began elsewhere, or is more than a poke holds', async () => {
    const { live, heard } = await listen('4')
    const { page } = PUSH
    live.pass(userId, { ...PUSH, page: { ...page, hasMore: true } })
    live.pass(userId, { ...PUSH, page: { ...page, from: '3' } })
    live.pass(userId, { ...PUSH, page: { ...page, to: '4' } })
    live.pass(userId, { ...PUSH, page: { ...page, from: null } })
    live.pass(userId, { ...PUSH, page: { ...page, rowCount: 101 } })
    live.pass(userId, { ...PUSH, page: { ...page, rowsJson: 'x'.repeat(65 * 1024) } })
    expect(heard[0]).toEqual([])
  })
})
