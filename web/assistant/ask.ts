/** Asks the server for a reply and reads its parts as they come; how it ended is a value. */

import '../session/no-eval.ts'
import type { AskedMessage } from '../../db/protocol/assistant.ts'
import { fault } from '../../db/protocol/fault.ts'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import type { Ask, AskEnd } from './ask-end.ts'
import { readReply } from './read-reply.ts'

export interface AskDeps {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
  /** The server refuses to answer for another person's session. */
  readonly userId: string
  /** The server gives a sign of life every 15 s: after this long without, nobody is there. */
  readonly silenceMs?: number
}

const SILENCE_MS = 45_000
const LOST: AskEnd = { kind: 'lost' }

export const createAsk =
  (deps: AskDeps): Ask =>
  async (question) => {
    const silent = new AbortController()
    const signal = AbortSignal.any([question.signal, silent.signal])
    let timer: ReturnType<typeof setTimeout> | undefined
    const hear = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), deps.silenceMs ?? SILENCE_MS)
    }
    hear()
    try {
      const response = await send(deps, question.messages, signal)
      return await (response.ok ? readReply(response, question, hear) : readFault(response))
    } catch {
      // Whatever fetch or the stream throws: there is no more of an answer.
      return question.signal.aborted ? { kind: 'stopped' } : LOST
    } finally {
      clearTimeout(timer)
    }
  }

const send = (
  { fetch, userId }: AskDeps,
  messages: readonly AskedMessage[],
  signal: AbortSignal,
): Promise<Response> =>
  fetch('/api/assistant', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-sync-client': '1',
      'x-expect-user': userId,
    },
    body: JSON.stringify({ messages }),
    cache: 'no-store',
    signal,
  })

const readFault = async (response: Response): Promise<AskEnd> => {
  const json = parseJson(await response.text())
  const reply = json.kind === 'ok' ? parseWith(faultReplySchema, json.value) : json
  if (reply.kind === 'broken') return LOST
  const { code, message } = reply.value.fault
  return { kind: 'fault', fault: fault(code, { message }) }
}
