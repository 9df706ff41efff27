/** One reply, from the question to its end; what comes is kept from second to second. */

import type { ChangeDraft } from '../../db/device/change-draft.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { beginStreamed, keepStreamed, type Streamed } from '../../db/device/streamed.ts'
import type { WriteOutcome } from '../../db/device/write.ts'
import { fault } from '../../db/protocol/fault.ts'
import type { Ask, AskEnd } from './ask-end.ts'
import { readPath } from './read-path.ts'

export interface RunDeps {
  readonly database: ChatDatabase
  readonly ask: Ask
  /** The app's pen. */
  readonly write: (draft: ChangeDraft) => Promise<WriteOutcome>
  readonly now: () => number
  readonly keepEveryMs?: number
}

export interface Run {
  readonly signal: AbortSignal
  /** All of it as it is now; called with each piece. */
  readonly onChange: (streamed: Streamed) => void
}

const KEEP_EVERY_MS = 1000

const NOTHING_TO_ANSWER: AskEnd = {
  kind: 'fault',
  fault: fault('rejected', { message: 'There is nothing here to reply to.' }),
}

export interface RunEnd {
  readonly streamed: Streamed
  readonly end: AskEnd
}

/** The message it becomes is written by `settleReply`. */
export const runReply = async (deps: RunDeps, start: Streamed, run: Run): Promise<RunEnd> => {
  let streamed = start
  const change = (more: Partial<Streamed>): void => {
    streamed = { ...streamed, ...more }
    run.onChange(streamed)
  }
  await attempt(deps.database, async () => {
    await beginStreamed(deps.database, streamed, deps.now())
    return { kind: 'begun' } as const
  })
  const timer = setInterval(() => void keep(deps, streamed), deps.keepEveryMs ?? KEEP_EVERY_MS)
  try {
    const messages = await readPath(deps.database, start)
    if (messages.length === 0) return { streamed, end: NOTHING_TO_ANSWER }
    const end = await deps.ask({
      messages,
      signal: run.signal,
      onModel: (model) => change({ model }),
      onText: (text) => change({ text: streamed.text + text }),
    })
    return { streamed, end }
  } finally {
    clearInterval(timer)
  }
}

/** What cannot be stored now is stored with the next second, or as the message. */
export const keep = async ({ database, now }: RunDeps, streamed: Streamed): Promise<void> => {
  await attempt(database, async () => {
    await keepStreamed(database, streamed, now())
    return { kind: 'kept' } as const
  })
}
