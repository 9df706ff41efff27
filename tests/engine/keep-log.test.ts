/** The log: what did not go as it should, in codes and counts, with nothing that anybody wrote. */

import { describe, expect, test } from 'vitest'
import { listLog } from '../../db/device/runs.ts'
import { noteSync } from '../../db/device/sync-state.ts'
import { createClock, createDevice, type TestDevice } from './device.ts'
import { createFakeServer } from './fake-server.ts'

const MARKER = 'zebrafinch'

const world = async () => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  return { server, device: await createDevice({ fetch: server.fetch, clock }) }
}

const codes = async ({ database }: TestDevice): Promise<readonly string[]> =>
  (await listLog(database, 100)).map((line) => line.code)

describe('the log', () => {
  test('says nothing of what went as it should', async () => {
    const { device } = await world()
    await device.addMessage(await device.addChat(MARKER), MARKER)
    await device.engine.wake('write')

    expect(await codes(device)).toEqual([])
  })

  test('tells of a run that failed, why, and when it is tried again', async () => {
    const { server, device } = await world()
    await device.addChat(MARKER)
    server.next({ kind: 'fault', code: 'rate_limited' })
    await device.engine.wake('write')

    const [line] = await listLog(device.database, 1)
    expect(line).toMatchObject({
      at: device.clock.now(),
      level: 'error',
      code: 'run.failed',
      details: { fault: 'rate_limited', trigger: 'write', sent: 0 },
    })
    expect(line?.details?.['retryInMs']).toBeGreaterThan(0)
  })

  test('tells of a stop, a recovery and a pause in between', async () => {
    const { server, device } = await world()
    await device.addChat(MARKER)
    server.next({ kind: 'fault', code: 'device_forked' }, { kind: 'fault', code: 'signed_out' })
    await device.engine.wake('write')
    expect(await codes(device)).toEqual(['run.stopped', 'run.recovered'])

    await device.engine.wake('person')
    await noteSync(device.database, { isPaused: true })
    await device.engine.wake('write')
    expect(await codes(device)).toEqual(['run.stopped', 'run.recovered'])
  })

  test('[N2] holds no title and no text, whatever happened', async () => {
    const { server, device } = await world()
    const chatId = await device.addChat(MARKER)
    await device.addMessages(chatId, [MARKER, MARKER, MARKER])
    server.next(
      { kind: 'fault', code: 'unavailable' },
      { kind: 'fault', code: 'device_forked' },
      { kind: 'fault', code: 'too_large' },
    )
    for (const trigger of ['write', 'person', 'person'] as const) await device.engine.wake(trigger)

    const text = JSON.stringify(await listLog(device.database, 1000))
    expect(text).toContain('run.recovered')
    expect(text).not.toContain(MARKER)
  })
})
