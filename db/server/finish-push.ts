/** The second trip of a push: writes, reads where that is needed, and commits. */

import type { Fault } from '../protocol/fault.ts'
import { MAX_PAGE_BYTES } from '../protocol/limits.ts'
import type { Head, SyncRequest } from '../protocol/round.ts'
import { parseCursor } from './cursor.ts'
import { type PageText, standingStill, turnAfter } from './page-text.ts'
import type { RoundInput } from './round-outcome.ts'
import { askRoundView, limitOf } from './round-view.ts'
import type { StatusReading } from './status.ts'
import type { TwoTrips } from './with-user.ts'
import { askWrite, isPlain, type WriteRequest } from './write.ts'
import { isToldAsWritten } from './write-rows.ts'

export interface Finish extends Omit<WriteRequest, 'echoes'> {
  /** The person's revision and status, under the lock. */
  readonly revision: number
  readonly status: StatusReading
}

type Finished =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | {
      readonly kind: 'finished'
      readonly page: PageText
      readonly head: Head
      readonly status: StatusReading
    }

/**
 * Writes, reads and commits. Under the lock nothing but this push goes beyond the revision it began
 * at: of a device that stood there the page is what was written, and of one that wants no page only
 * the head is told. Both are known without another look.
 */
export const finishPush = async (
  trips: TwoTrips,
  input: RoundInput,
  finishing: Finish,
): Promise<Finished> => {
  const { request, now } = input
  const { token, judged } = finishing
  const from = request.cursor ?? null
  const cursor = parseCursor(from)
  const echoes = echoFrom(request, finishing)
  const write = askWrite({ ...finishing, echoes })
  const isKnown = echoes !== 'no' || request.direction === 'upload'
  if (token !== null && cursor !== undefined && isKnown) {
    const [echo] = await trips.end(write, null)
    const head = { revision: judged.working.revision, token }
    const page = echo === null ? standingStill(from, cursor, head) : turnAfter(from, echo, head)
    const status = { ...finishing.status, revision: head.revision, lastSyncAt: now }
    return { kind: 'finished', page, head, status }
  }
  const [, reading] = await trips.end(write, askRoundView(input))
  if (reading === null) throw new Error('the page was not read')
  if (reading.kind === 'fault') return reading
  return { ...reading, kind: 'finished', status: reading.more.status }
}

const echoFrom = (request: SyncRequest, finishing: Finish): WriteRequest['echoes'] => {
  if (!isEcho(request, finishing)) return 'no'
  return isToldAsWritten(finishing.judged) ? 'asWritten' : 'asRead'
}

/** About how many bytes a row on the wire has more than as it is written. */
const ROW_BYTES = 50

/** Whether the device stood at the head, and what is written fits into its page. */
const isEcho = (request: SyncRequest, finishing: Finish): boolean => {
  const { rows, judged, revision } = finishing
  const cursor = parseCursor(request.cursor ?? null)
  if (request.direction === 'upload' || cursor?.kind !== 'after') return false
  if (cursor.revision !== revision || !isPlain(finishing)) return false
  const { writtenChats, newMessages } = judged.working
  const count = writtenChats.size + newMessages.size
  const bytes = Buffer.byteLength(rows.chats) + Buffer.byteLength(rows.newMessages)
  return count <= limitOf(request) && bytes + count * ROW_BYTES <= MAX_PAGE_BYTES
}
