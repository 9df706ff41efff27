/** A program that talks to the server over plain HTTP, with whatever headers and bytes it likes. */

import * as z from 'zod/mini'
import { faultCodeSchema } from '../../db/protocol/fault-reply.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

export interface Said {
  readonly status: number
  readonly text: string
  /** The fault's code; empty where the answer is none. */
  readonly code: string
  readonly headers: Headers
}

const faultReply = z.object({ protocol: z.int(), fault: z.object({ code: faultCodeSchema }) })

const codeOf = (text: string): string => {
  const json = parseJson(text)
  const reply = json.kind === 'ok' ? parseWith(faultReply, json.value) : json
  return reply.kind === 'ok' ? reply.value.fault.code : ''
}

export const call = async (origin: string, path: string, what: Call = {}): Promise<Said> => {
  const response = await fetch(new URL(path, origin), {
    method: what.method ?? 'GET',
    headers: what.headers ?? {},
    ...(what.body === undefined ? {} : { body: what.body }),
  })
  const text = await response.text()
  return { status: response.status, text, code: codeOf(text), headers: response.headers }
}

/** Headers of a page of the app that is signed in: what its browser would send. */
export const pageHeaders = (origin: string, cookie: string): Readonly<Record<string, string>> => ({
  cookie,
  origin,
  'content-type': 'application/json',
  'sec-fetch-site': 'same-origin',
  'x-sync-client': '1',
})

/** Signs in as a browser does, by a Bearer token or a pairing code, and gives the cookie. */
export const signInByHand = async (
  origin: string,
  authorization: string,
  deviceId: string,
): Promise<string> => {
  const said = await call(origin, '/api/session', {
    method: 'POST',
    headers: { ...pageHeaders(origin, ''), authorization },
    body: JSON.stringify({ deviceId, name: 'a script', platform: 'test' }),
  })
  if (said.status !== 200) throw new Error(`not signed in: ${said.status} ${said.text}`)
  return (said.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

/** The code in a printed sign-in link. */
export const codeIn = (link: string): string => new URL(link).hash.replace('#code=', '')
