/** Asks whoever answers messages: any service that speaks the OpenAI API, its answer passed on as it comes. */

import type { AskedMessage } from '../../db/protocol/assistant.ts'
import type { AssistantSettings } from '../config.ts'
import { PATIENCE, beginWait, type Patience, type Wait } from './patience.ts'
import { readParts, type Part } from './read-parts.ts'
import { cutOff, refusalOf, unavailable, type Refusal } from './refusal.ts'

export type Asked =
  | ({ readonly kind: 'refused' } & Refusal)
  | { readonly kind: 'answering'; readonly parts: AsyncGenerator<Part> }

export interface Assistant {
  readonly model: string
  /** Never rejects; when the signal is aborted, the service is told by the end of the connection. */
  readonly ask: (messages: readonly AskedMessage[], signal: AbortSignal) => Promise<Asked>
}

export const createAssistant = (
  settings: AssistantSettings,
  patience: Patience = PATIENCE,
): Assistant => ({
  model: settings.model,
  ask: async (messages, signal) => {
    const wait = beginWait(signal, patience)
    const asked = await send(settings, messages, wait)
    if (asked.kind === 'refused') wait.stop()
    return asked
  },
})

const send = async (
  { url, key, model }: AssistantSettings,
  messages: readonly AskedMessage[],
  wait: Wait,
): Promise<Asked> => {
  try {
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ model, messages, stream: true }),
      // The key is for this address alone.
      redirect: 'error',
      signal: wait.signal,
    })
    if (response.ok && response.body !== null)
      return { kind: 'answering', parts: answerFrom(response.body, wait) }
    await response.body?.cancel()
    const { status, headers } = response
    return { kind: 'refused', ...refusalOf(status, headers.get('retry-after'), Date.now()) }
  } catch (error) {
    return { kind: 'refused', ...unavailable(whyNot(error, wait)) }
  }
}

async function* answerFrom(body: ReadableStream<Uint8Array>, wait: Wait): AsyncGenerator<Part> {
  try {
    yield* readParts(wait.hear(body))
  } catch (error) {
    yield { kind: 'fault', ...cutOff(whyNot(error, wait)) }
  } finally {
    wait.stop()
  }
}

const whyNot = (error: unknown, wait: Wait): string | null => {
  if (wait.isOver()) return 'the assistant was silent or busy for too long'
  // Whoever asked has gone.
  if (wait.signal.aborted) return null
  return `the assistant cannot be reached (${codeOf(error) ?? 'no answer'})`
}

/** Node says in the cause which of the system's errors it was. */
const codeOf = (error: unknown): string | null => {
  const cause: unknown = error instanceof Error ? error.cause : null
  if (!(cause instanceof Error) || !('code' in cause)) return null
  return typeof cause.code === 'string' ? cause.code : null
}
