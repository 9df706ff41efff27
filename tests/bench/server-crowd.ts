/** How many chats of ten messages 64 people can push in a second, and how long the slowest wait. */

import { percentile } from '../world/figures.ts'
import { ORIGIN, signedInBrowser } from '../world/app.ts'
import { pageHeaders } from '../world/script.ts'
import { loadWith, PEOPLE, type Load } from './crowd.ts'
import { type AskServer, deviceOf, pushByHand, pushByWire, type PushChat } from './crowd-app.ts'
import { type Figure, spreadOf, TOLD } from './figure.ts'
import type { MeasureOptions } from './part.ts'
import { postmasterOf, computingOf, taking, withThis } from './computing.ts'
import { openBase, openBenchApp, type OpenApp, type Services } from './services.ts'

const WARM_UP_SECONDS = 1
const LONGEST_SECONDS = 5

/** Signed-in devices that ask the app in this process. */
const askApp = async (app: OpenApp): Promise<AskServer> => {
  const cookies = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, person) => {
      const browser = await signedInBrowser(app, `person-${person}`, deviceOf(person))
      return browser.cookie() ?? ''
    }),
  )
  return async (person, body) => {
    const headers = pageHeaders(ORIGIN, cookies[person] ?? '')
    const response = await app.send('/api/sync', { method: 'POST', headers, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`refused: ${response.status} ${text}`)
    return text
  }
}

const rateOf = ({ times, seconds }: Load): number => times.length / seconds

const p99Of = (loads: readonly Load[]) =>
  spreadOf(loads.map(({ times }) => percentile(times, 0.99)))

export const measureCrowd = async (
  services: Services,
  { repeats, seconds }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const base = await openBase(services)
  const app = await openBenchApp(services, base.url)
  const byApp = pushByWire(await askApp(app))
  const byHand = pushByHand(base.plain)
  await loadWith(byApp, WARM_UP_SECONDS)
  await loadWith(byHand, WARM_UP_SECONDS)
  const loads: { app: Load[]; hand: Load[] } = { app: [], hand: [] }
  const computed: { app: number[]; hand: number[] } = { app: [], hand: [] }
  const computing = withThis(computingOf(await postmasterOf(base.plain)))
  const loadOnce = async (who: 'app' | 'hand', push: PushChat): Promise<void> => {
    const { given, computedMs } = await taking(computing, () =>
      loadWith(push, Math.min(seconds, LONGEST_SECONDS)),
    )
    loads[who].push(given)
    computed[who].push(computedMs / given.times.length)
  }
  for (let at = 0; at < repeats; at += 1) {
    await loadOnce('app', byApp)
    await loadOnce('hand', byHand)
  }
  const what = 'one statement by hand, pool of 20'
  return [
    {
      name: 'server: pushes of 64 people',
      rows: 0,
      unit: '/s',
      value: spreadOf(loads.app.map(rateOf)),
      limit: { what, value: spreadOf(loads.hand.map(rateOf)) },
      reach: { kind: 'ratio at least', bound: 0.7 },
    },
    {
      name: 'server: p99 of their pushes',
      rows: 0,
      unit: 'ms',
      value: p99Of(loads.app),
      limit: { what, value: p99Of(loads.hand) },
      reach: TOLD,
    },
    {
      name: 'of each of them computing',
      rows: 0,
      unit: 'ms',
      value: spreadOf(computed.app),
      limit: { what, value: spreadOf(computed.hand) },
      reach: TOLD,
      isDetail: true,
    },
  ]
}
