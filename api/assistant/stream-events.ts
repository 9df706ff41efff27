/** Parts as server-sent events: each is sent at once, and in a pause a sign of life. */

import type { ReplyPart } from '../../db/protocol/assistant.ts'

/** Below the patience of proxies with a silent answer. */
const PING_MS = 15_000

export interface EventStream {
  /** Never rejects. */
  readonly parts: AsyncIterable<ReplyPart>
  /** Aborted when nobody reads any more, which is also what `giveUp` brings about. */
  readonly signal: AbortSignal
  readonly giveUp: () => void
  /** Called once; null: nobody read the end. */
  readonly onOver: (last: ReplyPart | null) => void
}

export const streamEvents = (stream: EventStream): ReadableStream<Uint8Array> => {
  let isLetGo = false
  return new ReadableStream({
    start: (controller) => void send(stream, { controller, isLetGo: () => isLetGo }),
    cancel: () => {
      isLetGo = true
      stream.giveUp()
    },
  })
}

interface Line {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly isLetGo: () => boolean
}

const send = async (
  { parts, signal, onOver }: EventStream,
  { controller, isLetGo }: Line,
): Promise<void> => {
  const encoder = new TextEncoder()
  const say = (line: string): void => {
    if (!isLetGo()) controller.enqueue(encoder.encode(`${line}\n\n`))
  }
  const ping = setInterval(() => say(': ping'), PING_MS)
  let last: ReplyPart | null = null
  try {
    for await (const part of parts) {
      last = part
      say(`data: ${JSON.stringify(part)}`)
    }
  } finally {
    clearInterval(ping)
    onOver(signal.aborted ? null : last)
    if (!isLetGo()) controller.close()
  }
}
