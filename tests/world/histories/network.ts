/** The network of a history: requests wait in it until the history says what becomes of each. */

import type { EngineDeps } from '../../../sw/engine/deps.ts'
import { ORIGIN } from '../app.ts'
import { type Life, never } from './mortal.ts'
import type { Stage } from './stage.ts'
import type { Threads } from './threads.ts'

/** Who asks, with which credentials. */
export interface Sender {
  readonly name: string
  readonly prefix: string
  readonly cookie: string
  readonly life: Life
  readonly threads: Threads
}

/** A request on its way. `isGhost`: nobody waits for its answer any more. */
interface Parcel {
  readonly sender: Sender
  readonly path: string
  readonly init: RequestInit
  readonly answer: (response: Response) => void
  readonly fail: () => void
  isGhost: boolean
}

/** An answer on its way. */
interface Held {
  readonly parcel: Parcel
  readonly text: string
  readonly status: number
}

/**
 * - `lose`: the request. `lose reply`: only its answer. `double`: it arrives a second time, later.
 * - `late`: the sender gives up waiting, and it arrives later all the same. `hold`: its answer is late.
 * - `cut`: half of the answer. `away`: a proxy says that the server is not there.
 */
export const FATES = [
  'pass',
  'pass',
  'pass',
  'pass',
  'lose',
  'lose reply',
  'double',
  'late',
  'hold',
  'cut',
  'away',
] as const
export type Fate = (typeof FATES)[number]

export interface NetworkSettings {
  /** Rows in a page. */
  readonly limit: number
  /** Changes that a proxy lets through in one request. */
  readonly maxChanges: number
  readonly trace: (line: string) => void
}

export interface Network {
  readonly requests: readonly Parcel[]
  readonly replies: readonly Held[]
  /** A cookie or a text of somebody else in an answer (law P1). */
  readonly leaks: readonly string[]
  readonly fetchOf: (sender: Sender) => EngineDeps['fetch']
  readonly meet: (at: number, fate: Fate) => Promise<void>
  readonly deliver: (at: number) => void
}

export const createNetwork = (stage: Stage, settings: NetworkSettings): Network => {
  const requests: Parcel[] = []
  const replies: Held[] = []
  const leaks: string[] = []

  const send = async (parcel: Parcel): Promise<Held> => {
    const { sender, path, init } = parcel
    const asked: unknown = JSON.parse(textOf(init))
    const changes = countChanges(asked)
    if (changes > settings.maxChanges) {
      settings.trace(`${sender.name}: 413 for ${changes}`)
      return { parcel, text: 'too large', status: 413 }
    }
    const headers = new Headers(init.headers)
    headers.set('cookie', sender.cookie)
    headers.set('origin', ORIGIN)
    headers.set('sec-fetch-site', 'same-origin')
    const limited = typeof asked === 'object' ? { ...asked, limit: settings.limit } : asked
    const response = await stage.send(path, {
      method: 'POST',
      headers,
      body: JSON.stringify(limited),
    })
    const text = await response.text()
    settings.trace(`${sender.name}: ${textOf(init)}\n    -> ${response.status} ${text}`)
    for (const match of text.matchAll(/"([A-Z])[~-]/g))
      if (match[1] !== sender.prefix) leaks.push(`${match[0]} told to ${sender.name}`)
    return { parcel, text, status: response.status }
  }

  const give = ({ parcel, text, status }: Held): void => {
    if (parcel.isGhost || parcel.sender.life.isDead) return
    parcel.isGhost = true
    parcel.sender.threads.resume()
    parcel.answer(new Response(text, { status, headers: { 'content-type': 'application/json' } }))
  }

  const drop = (parcel: Parcel): void => {
    if (parcel.isGhost || parcel.sender.life.isDead) return
    parcel.isGhost = true
    parcel.sender.threads.resume()
    parcel.fail()
  }

  const again = (parcel: Parcel): void => {
    requests.push({ ...parcel, isGhost: true })
  }

  const fates: Readonly<Record<Fate, (parcel: Parcel) => Promise<unknown>>> = {
    pass: async (parcel) => give(await send(parcel)),
    lose: async (parcel) => drop(parcel),
    'lose reply': async (parcel) => {
      await send(parcel)
      drop(parcel)
    },
    double: async (parcel) => {
      const held = await send(parcel)
      again(parcel)
      give(held)
    },
    late: async (parcel) => {
      again(parcel)
      drop(parcel)
    },
    hold: async (parcel) => replies.push(await send(parcel)),
    cut: async (parcel) => {
      const held = await send(parcel)
      give({ ...held, text: held.text.slice(0, held.text.length / 2) })
    },
    away: async (parcel) => give({ parcel, text: '<html>', status: 502 }),
  }

  const meet: Network['meet'] = async (at, fate) => {
    const [parcel] = requests.splice(at % requests.length, 1)
    if (parcel === undefined) return
    settings.trace(`${parcel.sender.name}: ${parcel.isGhost ? 'ghost ' : ''}${fate}`)
    await fates[fate](parcel)
  }

  return {
    requests,
    replies,
    leaks,
    meet,
    deliver: (at) => {
      const [held] = replies.splice(at % replies.length, 1)
      if (held !== undefined) give(held)
    },
    fetchOf: (sender) => (path, init) => {
      if (sender.life.isDead) return never()
      return new Promise((resolve, reject) => {
        const fail = (): void => reject(new TypeError('fetch failed'))
        requests.push({ sender, path, init, answer: resolve, fail, isGhost: false })
        sender.threads.rest()
      })
    },
  }
}

const textOf = ({ body }: RequestInit): string => (typeof body === 'string' ? body : '')

const countChanges = (asked: unknown): number =>
  typeof asked === 'object' && asked !== null && 'changes' in asked && Array.isArray(asked.changes)
    ? asked.changes.length
    : 0
