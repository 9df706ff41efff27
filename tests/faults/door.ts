/** What a device's requests came to, seen from the wire: which changes were answered for, and when. */

import { parseJson } from '../../db/protocol/parse.ts'
import { isFaultReply, isSyncReply } from '../../db/protocol/reply-shape.ts'
import type { ChangeResult } from '../../db/protocol/round.ts'
import type { EngineDeps } from '../../sw/engine/deps.ts'
import { ORIGIN } from '../world/app.ts'

/** One request; moments as `performance.now()`, status 0 where none came. */
export interface Asked {
  readonly begin: number
  readonly end: number
  readonly status: number
  readonly outcomes: ReadonlyMap<string, ChangeResult['outcome']>
  /** Why it was refused, where the server said so. */
  readonly fault: { readonly code: string; readonly message: string } | null
}

export interface Door {
  readonly fetch: EngineDeps['fetch']
  readonly asked: readonly Asked[]
  /** When the last request that was answered well had begun. */
  readonly lastGoodAt: () => number
  /** What the server was first heard to say of each change. */
  readonly heard: ReadonlyMap<string, ChangeResult['outcome']>
}

/** The door to a server; `cookie` is asked for each time, since signing in comes after the device. */
export const openDoor = (origin: () => string, cookie: () => string): Door => {
  const asked: Asked[] = []
  let lastGoodAt = 0
  const heard = new Map<string, ChangeResult['outcome']>()
  const fetchThere: EngineDeps['fetch'] = async (path, init) => {
    const begin = performance.now()
    const note = (status: number, text: string): void => {
      const outcomes = outcomesIn(text)
      for (const [id, outcome] of outcomes) if (!heard.has(id)) heard.set(id, outcome)
      const fault = faultIn(text)
      if (status === 200) lastGoodAt = begin
      asked.push({ begin, end: performance.now(), status, outcomes, fault })
    }
    try {
      const headers = new Headers(init.headers)
      headers.set('cookie', cookie())
      headers.set('origin', ORIGIN)
      headers.set('sec-fetch-site', 'same-origin')
      const response = await fetch(`${origin()}${path}`, { ...init, headers })
      const text = await response.text()
      note(response.status, text)
      return new Response(text, { status: response.status, headers: response.headers })
    } catch (error) {
      note(0, '')
      throw error
    }
  }
  return { fetch: fetchThere, asked, lastGoodAt: () => lastGoodAt, heard }
}

const faultIn = (text: string): Asked['fault'] => {
  if (!text.includes('"fault":')) return null
  const json = parseJson(text)
  return json.kind === 'ok' && isFaultReply(json.value) ? json.value.fault : null
}

const outcomesIn = (text: string): Asked['outcomes'] => {
  const outcomes = new Map<string, ChangeResult['outcome']>()
  if (!text.startsWith('{"protocol"') || !text.includes('"results"')) return outcomes
  const reply: unknown = JSON.parse(text)
  if (!isSyncReply(reply)) return outcomes
  for (const { changeId, outcome } of reply.results) outcomes.set(changeId, outcome)
  return outcomes
}
