/** `POST /api/assistant`: asks whoever answers messages, and passes the reply on while it is being made. */

import { setTimeout as sleep } from 'node:timers/promises'
import { askRequestSchema, type ReplyPart } from '../../db/protocol/assistant.ts'
import { fault } from '../../db/protocol/fault.ts'
import type { Asked, Assistant } from '../assistant/assistant.ts'
import { streamEvents } from '../assistant/stream-events.ts'
import type { Refusal } from '../assistant/refusal.ts'
import { readJsonBody } from '../body.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import { faultOf } from '../faults.ts'
import type { Caller, CurrentSession } from '../identity/current-session.ts'
import { withCaller } from '../identity/with-caller.ts'
import { createPlaces } from '../limits/places.ts'
import type { Logger } from '../log.ts'
import { replyFault } from '../reply.ts'

interface AssistantDeps extends AppDeps {
  readonly sessions: CurrentSession
}

/** A refusal that comes this soon is answered by its status, as any; a later one is a part of the stream. */
const EARLY_MS = 5_000

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Whoever compresses or collects it on the way holds back what is to be read at once.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

const NOBODY = fault('not_found', { message: 'This server has no assistant.' })
const TOO_MANY_AT_ONCE = fault('rate_limited', {
  message: 'Other replies are being written for you. Wait for one of them to end.',
  retryAfterMs: 5_000,
})

export const answerAssistant = (deps: AssistantDeps): Answer => {
  const takePlace = createPlaces()
  return withCaller(deps, async (c, caller) => {
    const { assistant } = deps
    if (assistant === null) return replyFault(c, NOBODY)
    const [tooMany, body] = await Promise.all([
      deps.limits.ask(caller),
      readJsonBody(c.req.raw, askRequestSchema),
    ])
    if (tooMany !== null) return replyFault(c, tooMany)
    if (body.kind === 'fault') return replyFault(c, body.fault)
    const leave = takePlace(caller.userId)
    if (leave === null) return replyFault(c, TOO_MANY_AT_ONCE)
    const report = createReport(deps, c, caller)
    const onOver = (outcome: string): void => {
      leave()
      report(outcome)
    }
    const gone = new AbortController()
    const signal = AbortSignal.any([c.req.raw.signal, gone.signal])
    const asked = assistant.ask(body.value.value.messages, signal)
    const early = await Promise.race([asked, sleep(EARLY_MS, null, { ref: false })])
    if (early?.kind === 'refused') {
      tell(c.get('log'), early)
      onOver(early.fault.code)
      return replyFault(c, early.fault)
    }
    const stream = streamEvents({
      parts: partsOf(assistant, asked, c.get('log')),
      signal,
      giveUp: () => gone.abort(),
      onOver: (last) => onOver(outcomeOf(last)),
    })
    return c.body(stream, 200, HEADERS)
  })
}

/** Why there is no reply is for the log alone; a bug says no more than that the rest is missing. */
async function* partsOf(
  { model }: Assistant,
  asking: Promise<Asked>,
  log: Logger,
): AsyncGenerator<ReplyPart> {
  try {
    yield { kind: 'start', model }
    const asked = await asking
    const parts = asked.kind === 'answering' ? asked.parts : [{ ...asked, kind: 'fault' as const }]
    for await (const part of parts) {
      if (part.kind === 'fault') tell(log, part)
      yield part.kind === 'fault' ? { kind: 'fault', fault: part.fault } : part
    }
  } catch (error) {
    yield { kind: 'fault', fault: faultOf(error, log) }
  }
}

const tell = (log: Logger, { why }: Refusal): void => {
  if (why !== null) log.warn(why)
}

const outcomeOf = (last: ReplyPart | null): string => {
  if (last?.kind === 'end') return last.reason
  return last?.kind === 'fault' ? last.fault.code : 'gone'
}

/** How a reply ended and how long it took: nothing of what was asked or answered. */
const createReport = (deps: AppDeps, c: AppContext, { userId }: Caller) => {
  const begin = performance.now()
  const log = c.get('log')
  return (outcome: string): void => {
    deps.metrics.assistantReplies.inc({ outcome })
    log.info({ userId, ms: Math.round(performance.now() - begin) }, `reply ended: ${outcome}`)
  }
}
