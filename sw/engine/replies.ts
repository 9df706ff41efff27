/** What the server says, as typed values: anything that does not fit is a fault, never a guess. */

import { fault, type Fault, type FaultCode } from '../../db/protocol/fault.ts'
import type { Poke } from '../../db/protocol/live.ts'
import { parseJson } from '../../db/protocol/parse.ts'
import { isFaultReply, isPoke, isSyncReply } from '../../db/protocol/reply-shape.ts'
import type { SyncReply } from '../../db/protocol/round.ts'
import type { Entity } from '../../db/protocol/row.ts'
import type { Check } from '../../db/protocol/shape.ts'
import { reasonOf, type Reason } from './reason.ts'

/** An answer as far as HTTP tells it. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** The header as it came; seconds or a date. */
  readonly retryAfter: string | null
  readonly text: string
}

export const unavailable = (reason: Reason, retryAfterMs?: number): Fault =>
  fault('unavailable', {
    details: { reason },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

/** True for a request that had no answer in time: the next one is made smaller. */
export const isTimeout = (failed: Fault): boolean => reasonOf(failed) === 'timeout'

/** What an HTTP status means when the answer is not ours: a proxy or a portal stands between. */
const FOREIGN_FAULTS: ReadonlyMap<number, FaultCode> = new Map([
  [413, 'too_large'],
  [429, 'rate_limited'],
])

const isOk = (status: number): boolean => status >= 200 && status < 300

/** The reply, or the fault that stands for whatever came instead. `now` in ms, for a Retry-After date. */
export const readReply = (answer: Answer, now: number): SyncReply | Fault => {
  const json = parseJson(answer.text)
  if (json.kind === 'broken') return foreignFault(answer, now)
  if (!isOk(answer.status)) return readFault(answer, json.value, now)
  const reply = withKnownRows(json.value)
  return isSyncReply(reply) ? reply : unavailable('unreadable')
}

/** What was asked for, in the form that it must have, or the fault that stands for whatever came instead. */
export const readAnswer = <T>(answer: Answer, check: Check<T>, now: number): T | Fault => {
  const json = parseJson(answer.text)
  if (json.kind === 'broken') return foreignFault(answer, now)
  if (!isOk(answer.status)) return readFault(answer, json.value, now)
  return check(json.value) ? json.value : unavailable('unreadable')
}

/** The fault in an answer of which only success matters; null for a success. */
export const readRefusal = (answer: Answer, now: number): Fault | null => {
  const json = parseJson(answer.text)
  if (json.kind === 'broken') return foreignFault(answer, now)
  return isOk(answer.status) ? null : readFault(answer, json.value, now)
}

/** The poke in a WebSocket message; null for one of a newer kind or a broken one, which costs only time. */
export const readPoke = (text: string): Poke | null => {
  const json = parseJson(text)
  if (json.kind === 'broken') return null
  const poke = withKnownRows(json.value)
  return isPoke(poke) ? poke : null
}

const readFault = (answer: Answer, body: unknown, now: number): Fault => {
  if (!isFaultReply(body)) return foreignFault(answer, now)
  const { retryAfterMs = retryAfter(answer, now), ...told } = body.fault
  return retryAfterMs === undefined ? told : { ...told, retryAfterMs }
}

const foreignFault = (answer: Answer, now: number): Fault => {
  const asked = retryAfter(answer, now)
  const code = FOREIGN_FAULTS.get(answer.status)
  if (code !== undefined) return fault(code, asked === undefined ? {} : { retryAfterMs: asked })
  if (answer.status >= 500) return unavailable('server', asked)
  return unavailable(answer.contentType.includes('html') ? 'portal' : 'unreadable', asked)
}

/** Retry-After in milliseconds, whether given in seconds or as a date (RFC 9110, section 10.2.3). */
const retryAfter = ({ retryAfter: header }: Answer, now: number): number | undefined => {
  if (header === null || header.trim() === '') return undefined
  const seconds = Number(header)
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

const KNOWN: Readonly<Record<Entity, true>> = {
  chat: true,
  message: true,
  folder: true,
  conflict: true,
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The same answer without rows of an entity that only a newer app knows: an old app survives them (U1). */
const withKnownRows = (body: unknown): unknown => {
  if (!isObject(body) || !isObject(body['page'])) return body
  const { page } = body
  if (!isObject(page) || !Array.isArray(page['rows'])) return body
  const rows: readonly unknown[] = page['rows']
  const isKnown = (row: unknown): boolean =>
    isObject(row) && typeof row['entity'] === 'string' && Object.hasOwn(KNOWN, row['entity'])
  return rows.every(isKnown) ? body : { ...body, page: { ...page, rows: rows.filter(isKnown) } }
}
