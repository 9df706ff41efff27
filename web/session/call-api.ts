/** One request to the server, and its answer as a value: parsed, a fault, or nobody there. */

import './no-eval.ts'
import type * as z from 'zod/mini'
import { fault, type Fault } from '../../db/protocol/fault.ts'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'

export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** No answer, or one that is not ours (a hotel's sign-in page, say). */
  | { readonly kind: 'unreachable' }

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly authorization?: string
}

const TIMEOUT_MS = 10_000

const send = async (path: string, call: Call): Promise<Response | null> => {
  // The type is asked for with or without a body: no form of another site can say it.
  const headers = new Headers({ 'x-sync-client': '1', 'content-type': 'application/json' })
  if (call.authorization !== undefined) headers.set('authorization', call.authorization)
  try {
    return await fetch(path, {
      method: call.method ?? 'GET',
      headers,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: 'no-store',
    })
  } catch {
    // A rejected fetch is a network without an answer, which is what null says.
    return null
  }
}

/** The body as JSON; undefined when it is empty, null when it is not JSON. */
const readBody = async (response: Response): Promise<unknown> => {
  try {
    const text = await response.text()
    if (text === '') return undefined
    const json = parseJson(text)
    return json.kind === 'ok' ? json.value : null
  } catch {
    return null
  }
}

/** Asks and parses. `schema` reads the body of a success; an empty one (204) reaches it as undefined. */
export const callApi = async <T>(
  path: string,
  schema: z.ZodMiniType<T>,
  call: Call = {},
): Promise<Answer<T>> => {
  const response = await send(path, call)
  if (response === null) return { kind: 'unreachable' }
  const body = await readBody(response)
  if (response.ok) {
    const parsed = parseWith(schema, body)
    return parsed.kind === 'ok' ? { kind: 'ok', value: parsed.value } : { kind: 'unreachable' }
  }
  const reply = parseWith(faultReplySchema, body)
  if (reply.kind === 'broken') return { kind: 'unreachable' }
  const { code, message, retryAfterMs } = reply.value.fault
  return {
    kind: 'fault',
    fault: fault(code, { message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
  }
}

/** Why there is no success, for the person. */
export const problemWords = (answer: Exclude<Answer<unknown>, { kind: 'ok' }>): string =>
  answer.kind === 'fault' ? answer.fault.message : 'The server cannot be reached now.'
