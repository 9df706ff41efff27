/** The network of a history: requests wait in it until the history says what becomes of each. */

import { fault, FAULTS, type FaultCode } from '../../../db/protocol/fault.ts'
import { PROTOCOL_VERSION } from '../../../db/protocol/version.ts'
import type { EngineDeps } from '../../../sw/engine/deps.ts'
import { ORIGIN } from '../app.ts'
import { type Fate, REFUSALS } from './fates.ts'
import { hearAbort, type Life, never } from './mortal.ts'
import type { Stage } from './stage.ts'
import type { Threads } from './threads.ts'

/** As much of a device as its network knows. */
interface Client {
  readonly person: { readonly prefix: string; readonly userId: string }
  readonly browser: { readonly cookie: string; readonly userId: string }
  readonly isCut: boolean
}

/** Who asks. */
export interface Sender {
  readonly name: string
  readonly device: Client
  readonly life: Life
  readonly threads: Threads
}

/** A request on its way, with the cookie it left with. `isGhost`: nobody waits for its answer any more. */
interface Parcel {
  readonly sender: Sender
  readonly cookie: string
  /** Whose cookie that is. */
  readonly inTheNameOf: string
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
  readonly type?: string
}

export interface NetworkSettings {
  /** Rows in a page. */
  readonly limit: number
  /** Changes that a proxy lets through in one request. */
  readonly maxChanges: number
  readonly trace: (line: string) => void
  readonly counts: Map<string, number>
}

export interface Network {
  readonly requests: readonly Parcel[]
  readonly replies: readonly Held[]
  /** A cookie or a text of somebody else in an answer (law P1), or what must never leave. */
  readonly leaks: readonly string[]
  readonly fetchOf: (sender: Sender) => EngineDeps['fetch']
  readonly meet: (at: number, fate: Fate) => Promise<void>
  /** Everything that waits, at once. */
  readonly meetAll: (fateOf: (at: number) => Fate) => Promise<void>
  readonly deliver: (at: number) => void
}

/** A text that no proxy lets through. */
export const UNPASSABLE = '<unpassable>'

export const createNetwork = (stage: Stage, settings: NetworkSettings): Network => {
  const requests: Parcel[] = []
  const replies: Held[] = []
  const leaks: string[] = []
  const { trace, counts, limit, maxChanges } = settings
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)

  const send = async (parcel: Parcel): Promise<Held> => {
    const { sender, init } = parcel
    const body = textOf(init)
    if (body !== null && isTooMuch(body, maxChanges)) {
      trace(`${sender.name}: 413`)
      return { parcel, text: 'too large', status: 413 }
    }
    const response = await stage.send(parcel.path, {
      method: init.method ?? 'POST',
      headers: headersOf(parcel),
      body: body === null ? (init.body ?? null) : `{"limit":${limit},${body.slice(1)}`,
    })
    const text = await response.text()
    trace(`${sender.name}: ${body ?? parcel.path}\n    -> ${response.status} ${text}`)
    inspect(parcel, response.status, text)
    const type = response.headers.get('content-type') ?? ''
    return { parcel, text, status: response.status, type }
  }

  const inspect = ({ sender, inTheNameOf }: Parcel, status: number, text: string): void => {
    const { person } = sender.device
    if (status !== 200 && status !== 201) count(`answered ${codeIn(text) ?? status}`)
    else if (inTheNameOf !== person.userId) leaks.push(`${sender.name} took part as ${inTheNameOf}`)
    for (const match of text.matchAll(/"([A-Z])[~-]/g))
      if (match[1] !== person.prefix) leaks.push(`${match[0]} told to ${sender.name}`)
  }

  const give = ({ parcel, text, status, type = 'application/json' }: Held): void => {
    if (parcel.isGhost || parcel.sender.life.isDead) return
    if (parcel.sender.device.isCut) return drop(parcel)
    parcel.isGhost = true
    parcel.sender.threads.resume()
    parcel.answer(new Response(text, { status, headers: { 'content-type': type } }))
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

  const refuse = (parcel: Parcel, code: FaultCode): void => {
    const retryAfterMs = code === 'rate_limited' ? 5000 : undefined
    const told = fault(code, retryAfterMs === undefined ? {} : { retryAfterMs })
    const text = JSON.stringify({ protocol: PROTOCOL_VERSION, fault: told })
    give({ parcel, text, status: FAULTS[code].status })
  }

  const fates: Readonly<
    Record<Exclude<Fate, FaultCode>, (parcel: Parcel) => Promise<unknown> | void>
  > = {
    pass: async (parcel) => give(await send(parcel)),
    lose: drop,
    'lose reply': async (parcel) => {
      await send(parcel)
      drop(parcel)
    },
    double: async (parcel) => {
      const held = await send(parcel)
      again(parcel)
      give(held)
    },
    late: (parcel) => {
      again(parcel)
      drop(parcel)
    },
    hold: async (parcel) => replies.push(await send(parcel)),
    cut: async (parcel) => {
      const held = await send(parcel)
      give({ ...held, text: held.text.slice(0, held.text.length / 2) })
    },
    away: (parcel) => give({ parcel, text: '<html>', status: 502, type: 'text/html' }),
    broken: async (parcel) => {
      const held = await send(parcel)
      give({ ...held, text: '<html>', status: 500, type: 'text/html' })
    },
    portal: (parcel) => give({ parcel, text: '<html>', status: 200, type: 'text/html' }),
    redirect: (parcel) => {
      if (parcel.init.redirect !== 'error') leaks.push(`${parcel.sender.name} follows redirects`)
      drop(parcel)
    },
  }

  const meetParcel = async (parcel: Parcel, wanted: Fate): Promise<void> => {
    const isLost = parcel.sender.device.isCut && !parcel.isGhost
    const fate = isLost ? 'lose' : wanted
    trace(`${parcel.sender.name}: ${parcel.isGhost ? 'ghost ' : ''}${fate}`)
    count(`${parcel.isGhost ? 'ghost ' : ''}${fate}`)
    if (isRefusal(fate)) refuse(parcel, fate)
    else await fates[fate](parcel)
  }

  return {
    requests,
    replies,
    leaks,
    meet: async (at, fate) => {
      const [parcel] = requests.splice(at % requests.length, 1)
      if (parcel !== undefined) await meetParcel(parcel, fate)
    },
    meetAll: async (fateOf) => {
      await Promise.all(requests.splice(0).map((parcel, at) => meetParcel(parcel, fateOf(at))))
    },
    deliver: (at) => {
      const [held] = replies.splice(at % replies.length, 1)
      if (held !== undefined) give(held)
    },
    fetchOf: (sender) => (path, init) => {
      if (sender.life.isDead) return never()
      const { cookie, userId: inTheNameOf } = sender.device.browser
      return new Promise((resolve, reject) => {
        const fail = (): void => reject(new TypeError('fetch failed'))
        const way = { answer: resolve, fail, isGhost: false }
        const parcel: Parcel = { sender, cookie, inTheNameOf, path, init, ...way }
        requests.push(parcel)
        sender.threads.rest()
        // Given up: it may still arrive, and nobody waits for its answer.
        if (init.signal) hearAbort(sender.life, init.signal, () => drop(parcel))
      })
    },
  }
}

const isRefusal = (fate: Fate): fate is (typeof REFUSALS)[number] =>
  REFUSALS.some((code) => code === fate)

/** What a browser adds. */
const headersOf = ({ init, cookie }: Parcel): Headers => {
  const headers = new Headers(init.headers)
  headers.set('cookie', cookie)
  headers.set('origin', ORIGIN)
  headers.set('sec-fetch-site', 'same-origin')
  return headers
}

const textOf = ({ body }: RequestInit): string | null => (typeof body === 'string' ? body : null)

const isTooMuch = (body: string, maxChanges: number): boolean => {
  if (body.includes(UNPASSABLE)) return true
  if (!Number.isFinite(maxChanges)) return false
  const asked: unknown = JSON.parse(body)
  if (typeof asked !== 'object' || asked === null || !('changes' in asked)) return false
  return Array.isArray(asked.changes) && asked.changes.length > maxChanges
}

const codeIn = (text: string): string | undefined => /"code":"(\w+)"/.exec(text)?.[1]
