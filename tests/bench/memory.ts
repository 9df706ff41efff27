/** What the server takes while 64 people write to it, and a page with everything stored. */

import { setTimeout as pause } from 'node:timers/promises'
import { pageHeaders, signInByHand } from '../world/script.ts'
import { loadWith, PEOPLE } from './crowd.ts'
import { type AskServer, deviceOf, pushByWire } from './crowd-app.ts'
import { type Figure, spreadOf, TOLD } from './figure.ts'
import type { MeasureOptions } from './part.ts'
import { residentOf, slopeOf, type Sample } from './resident.ts'
import { openBase, type PeopleServer, type Services, startPeopleServer } from './services.ts'
import { installApp, settle, signInHere, startWhole } from './whole.ts'

const MEBIBYTE = 2 ** 20
const SAMPLES = 60
const WARM_UP_SECONDS = 3
/** Below it a program is still filling its caches, and its growth says nothing. */
const SETTLED_SECONDS = 240
/** MB a minute that a day of full load would notice. */
const LEAST_LEAK = 1

const askOverHttp = async ({ server, tokens }: PeopleServer): Promise<AskServer> => {
  const headers = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, person) => {
      const bearer = `Bearer ${await tokens.sign(`person-${person}`)}`
      const cookie = await signInByHand(server.origin, bearer, deviceOf(person))
      return pageHeaders(server.origin, cookie)
    }),
  )
  return async (person, body) => {
    const response = await fetch(`${server.origin}/api/sync`, {
      method: 'POST',
      headers: headers[person] ?? {},
      body,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`refused: ${response.status} ${text}`)
    return text
  }
}

/** The first half is a program that fills its caches; what it grows by afterwards is what counts. */
export const measureServerMemory = async (
  services: Services,
  { seconds }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const base = await openBase(services)
  const people = await startPeopleServer(services, base.url)
  const idle = residentOf(people.server.pid)
  const push = pushByWire(await askOverHttp(people))
  await loadWith(push, WARM_UP_SECONDS)
  const samples: Sample[] = []
  const over = new AbortController()
  const begin = performance.now()
  const sampling = (async () => {
    while (!over.signal.aborted) {
      await pause((seconds * 1000) / SAMPLES)
      const minute = (performance.now() - begin) / 60_000
      samples.push({ minute, mebibytes: residentOf(people.server.pid) })
    }
  })()
  await loadWith(push, seconds)
  over.abort()
  await sampling
  const late = samples.slice(samples.length >> 1)
  const name = 'server memory'
  const about = { rows: 0, reach: TOLD }
  const resident = late.map((sample) => sample.mebibytes)
  return [
    { ...about, name: `${name} at rest`, unit: 'MB', value: spreadOf([idle]) },
    { ...about, name: `${name} under 64 people`, unit: 'MB', value: spreadOf(resident) },
    {
      ...about,
      name: `server memory: growth in the second half of ${(seconds / 60).toFixed(1)} minutes`,
      unit: 'MB/min',
      value: spreadOf([slopeOf(late)]),
      reach: { kind: 'at most', bound: LEAST_LEAK },
      isDetail: seconds < SETTLED_SECONDS,
    },
  ]
}

export const measurePageMemory = async (
  services: Services,
  { size }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const whole = await startWhole(services, { messages: size, seed: 1 })
  const device = await installApp(whole)
  const page = await signInHere(device, whole.server.signInLink)
  const session = await device.context.newCDPSession(page)
  await session.send('Performance.enable')
  const heap = async (): Promise<number> => {
    await settle(page)
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / MEBIBYTE
  }
  const about = { rows: size, unit: 'MB' as const, reach: TOLD }
  const synced = await heap()
  await page.reload()
  const opened = await heap()
  return [
    { ...about, name: 'page memory, everything just come', value: spreadOf([synced]) },
    { ...about, name: 'page memory, opened again', value: spreadOf([opened]) },
  ]
}
