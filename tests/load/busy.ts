/** People with several connected devices each, all of which write every few seconds, for as long as told. */

import { setTimeout as sleep } from 'node:timers/promises'
import { residentOf, slopeOf, type Sample } from '../bench/resident.ts'
import type { PeopleServer } from '../bench/services.ts'
import { percentile } from '../world/figures.ts'
import { readExposition } from '../world/exposition.ts'
import { signInByHand } from '../world/script.ts'
import { connectDevice, type LoadDevice, type Tally } from './load-device.ts'

export interface BusySettings {
  readonly people: number
  readonly devicesEach: number
  readonly seconds: number
  /** How often each device writes, and how often it syncs besides. */
  readonly writeEveryMs: number
  readonly syncEveryMs: number
}

export interface BusyReport {
  readonly devices: number
  readonly requests: number
  readonly errors: readonly string[]
  readonly lostStreams: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly pokes: number
  readonly pokeP50Ms: number
  readonly pokeP95Ms: number
  readonly residentMb: { readonly start: number; readonly middle: number; readonly end: number }
  /** When nobody has been connected for a while. */
  readonly restMb: number
  /** The least that the heap held in the second and in the last quarter: without what only waits to be collected. */
  readonly heapMb: { readonly second: number; readonly last: number }
  /** Of these least sizes over the last three quarters: the first fills caches. */
  readonly growthMbPerMinute: number
  readonly lagP99Ms: number
}

const SAMPLES = 60
const AT_ONCE = 20
/** Sizes are looked at by the least of so many in a row: in between a collection has been. */
const WINDOW = 5
const REST_MS = 15_000

export const playBusy = async (
  { server, tokens }: PeopleServer,
  settings: BusySettings,
): Promise<BusyReport> => {
  const { people, devicesEach, seconds } = settings
  const tally: Tally = { requestMs: [], pokeMs: [], errors: [], lostStreams: 0 }
  const devices: LoadDevice[] = []
  const names = Array.from({ length: people * devicesEach }, (_, at) => at)
  for (let at = 0; at < names.length; at += AT_ONCE)
    devices.push(
      ...(await Promise.all(
        names.slice(at, at + AT_ONCE).map(async (name) => {
          const deviceId = `device-${name}`
          const token = await tokens.sign(`person-${name % people}`)
          const cookie = await signInByHand(server.origin, `Bearer ${token}`, deviceId)
          return connectDevice({ origin: server.origin, cookie, deviceId, tally })
        }),
      )),
    )
  tally.requestMs.length = 0
  tally.pokeMs.length = 0
  const watched = watch(server, seconds)
  const endsAt = Date.now() + seconds * 1000
  await Promise.all(devices.map((device) => live(device, settings, endsAt)))
  const { samples, heap, lagP99Ms } = await watched
  await Promise.all(devices.map((device) => device.close()))
  await sleep(Math.min(REST_MS, seconds * 50))
  const quarter = heap.length >> 2
  const at = (share: number): number =>
    samples[Math.min(samples.length - 1, Math.floor(samples.length * share))]?.mebibytes ?? 0
  return {
    devices: devices.length,
    requests: tally.requestMs.length,
    errors: tally.errors,
    lostStreams: tally.lostStreams,
    p50Ms: percentile(tally.requestMs, 0.5),
    p95Ms: percentile(tally.requestMs, 0.95),
    pokes: tally.pokeMs.length,
    pokeP50Ms: percentile(tally.pokeMs, 0.5),
    pokeP95Ms: percentile(tally.pokeMs, 0.95),
    residentMb: { start: at(0), middle: at(0.5), end: at(1) },
    restMb: residentOf(server.pid),
    heapMb: {
      second: leastOf(heap.slice(quarter, 2 * quarter)),
      last: leastOf(heap.slice(3 * quarter)),
    },
    growthMbPerMinute: slopeOf(leastOfEach(heap.slice(quarter))),
    lagP99Ms,
  }
}

/** Writes and syncs at random times, so that no two devices keep step. */
const live = async (
  device: LoadDevice,
  { writeEveryMs, syncEveryMs }: BusySettings,
  endsAt: number,
): Promise<void> => {
  let syncAt = Date.now() + Math.random() * syncEveryMs
  await sleep(Math.random() * writeEveryMs)
  while (Date.now() < endsAt) {
    await device.write()
    if (Date.now() >= syncAt) {
      await device.sync()
      syncAt = Date.now() + syncEveryMs
    }
    await sleep(writeEveryMs * (0.5 + Math.random()))
  }
}

const leastOf = (samples: readonly Sample[]): number =>
  Math.min(...samples.map(({ mebibytes }) => mebibytes))

const leastOfEach = (samples: readonly Sample[]): readonly Sample[] =>
  samples.flatMap((sample, at) =>
    at % WINDOW === 0
      ? [{ minute: sample.minute, mebibytes: leastOf(samples.slice(at, at + WINDOW)) }]
      : [],
  )

const watch = async (
  { pid, port }: PeopleServer['server'],
  seconds: number,
): Promise<{
  readonly samples: readonly Sample[]
  readonly heap: readonly Sample[]
  readonly lagP99Ms: number
}> => {
  const [samples, heap]: [Sample[], Sample[]] = [[], []]
  const lags: number[] = []
  const begin = performance.now()
  for (let at = 0; at < SAMPLES; at += 1) {
    const minute = (performance.now() - begin) / 60_000
    samples.push({ minute, mebibytes: residentOf(pid) })
    await sleep((seconds * 1000) / SAMPLES)
    const text = await fetch(`http://127.0.0.1:${port}/api/metrics`).then((reply) => reply.text())
    const { of } = readExposition(text)
    heap.push({ minute, mebibytes: of('nodejs_heap_size_used_bytes') / 2 ** 20 })
    lags.push(of('nodejs_eventloop_lag_p99_seconds') * 1000)
  }
  return { samples, heap, lagP99Ms: percentile(lags, 0.5) }
}
