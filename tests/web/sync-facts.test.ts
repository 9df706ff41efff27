/** What the pill learns from the tables, and from the engine where the tables cannot be written. */

import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { setMode } from '../../db/device/set-mode.ts'
import { noteSync } from '../../db/device/sync-state.ts'
import { fault } from '../../db/protocol/fault.ts'
import { IDLE, type State } from '../../sw/engine/machine.ts'
import { factsIn, readCounts } from '../../web/sync/sync-facts.ts'
import { createDevice } from '../device/device.ts'

const waiting = (reason: string): State => ({
  kind: 'waiting',
  fault: fault('unavailable', { details: { reason } }),
  retryAt: 5000,
})

test('a full device that cannot even note its failure is known to be full by its engine', async () => {
  const { db } = await createDevice({ disk: new IDBFactory() })
  const counts = await readCounts(db)

  expect(factsIn(counts, waiting('device_full')).fault).toEqual({
    code: 'unavailable',
    retryAt: 5000,
    reason: 'device_full',
  })
  expect(factsIn(counts, IDLE).fault).toBeNull()
})

test('what other pages have noted since counts more than what this engine last met', async () => {
  const { db } = await createDevice({ disk: new IDBFactory() })

  expect(factsIn(await readCounts(db), waiting('network')).fault).toBeNull()
  await noteSync(db, { lastFault: 'signed_out', retryAt: null })
  expect(factsIn(await readCounts(db), waiting('device_full')).fault?.code).toBe('signed_out')
})

test('a chat that is kept here is told beside what is in the cloud', async () => {
  const device = await createDevice({ disk: new IDBFactory() })
  const id = await device.holdChat('chat-1')

  await setMode(device.db, device.deps, { of: { entity: 'chat', id }, mode: 'device' })

  expect(factsIn(await readCounts(device.db), IDLE).localChats).toBe(1)
})
