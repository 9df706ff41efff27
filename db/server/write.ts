/** The second half of a push: everything that was decided, written by one statement. */

import type { UserId } from '../protocol/ids.ts'
import { forget, ledgerUntil, looksFor, tokensUntil } from './forget.ts'
import type { Judged } from './judge/judge-batch.ts'
import { moment } from './moment.ts'
import { type AfterReading, readAfter } from './page-after.ts'
import { wireColumns } from './row-json.ts'
import { onlyRow, type Question, statement } from './statement.ts'
import { type DeviceTouch, retireDevice, TOUCH_TAKES, touchDevice } from './touch-devices.ts'
import {
  addMessages,
  erase,
  patchMessages,
  writeChats,
  writeConflicts,
  writeFolders,
  writeLedger,
  writeToken,
} from './write-parts.ts'
import { echoOf, type Rows } from './write-rows.ts'

export interface WriteRequest {
  readonly userId: UserId
  readonly now: number
  readonly judged: Judged
  readonly rows: Rows
  /** The new head's token; null where nothing took a revision. */
  readonly token: string | null
  /** The lowest number in the request. */
  readonly firstSeq: number
  readonly device: DeviceTouch
  /** Whether there is anything to let go of. */
  readonly forgets: boolean
  /** Whether the rows that a plain write writes are wanted as a page, from here or from the database. */
  readonly echoes: 'no' | 'asWritten' | 'asRead'
}

const TAKES = {
  ...TOUCH_TAKES,
  revision: 'bigint',
  token: 'text',
  firstSeq: 'bigint',
  ledgerUntil: 'float8',
  tokensUntil: 'float8',
  looks: 'int',
  chats: 'json',
  folders: 'json',
  newMessages: 'json',
  patchedMessages: 'json',
  newConflicts: 'json',
  resolvedConflicts: 'json',
  ledger: 'json',
  purged: 'text[]',
  purgedFolders: 'text[]',
} as const
type Places = Readonly<Record<keyof typeof TAKES, string>>

/**
 * Rows travel as one JSON text for each table: the statement is the same however many there are, so
 * it is planned once. All of it sees the tables as they were before; foreign keys are looked at when
 * it ends, when a new chat and its messages are both there. Answers the echo, where one is wanted.
 */
export const askWrite = (request: WriteRequest): Question<AfterReading | null> => {
  const { userId, now, judged, rows, token, firstSeq, device, echoes } = request
  const echo = echoes === 'asWritten' ? echoOf(judged, rows) : null
  const written = chooseWrite(request)({
    ...rows,
    ...device,
    userId,
    now,
    token,
    firstSeq,
    lastSeq: judged.lastSeq,
    revision: judged.working.revision,
    looks: looksFor(judged.ledger.length),
    ledgerUntil: ledgerUntil(now),
    tokensUntil: tokensUntil(now),
  })
  return { ...written, read: (cells) => (echoes === 'asRead' ? readAfter(onlyRow(cells)) : echo) }
}

const chooseWrite = (request: WriteRequest) => {
  if (!isPlain(request)) return writeAny
  return request.echoes === 'asRead' ? writeEcho : writePlain
}

/** Chats and new messages alone, as nearly every batch: what need not be written costs nothing. */
export const isPlain = ({
  judged: { working },
  device,
  forgets,
}: Pick<WriteRequest, 'judged' | 'device' | 'forgets'>): boolean =>
  !forgets &&
  device.retires === null &&
  working.writtenFolders.size === 0 &&
  working.patchedMessages.size === 0 &&
  working.newConflicts.size === 0 &&
  working.resolvedConflicts.size === 0 &&
  working.purged.size === 0

const writeAny = statement({
  name: 'write',
  takes: TAKES,
  write: (at) => `with
    ${erase(at)},
    ${writeChats(at)}),
    ${writeFolders(at)},
    ${addMessages(at)}),
    ${patchMessages(at)},
    ${writeConflicts(at)},
    ${writeLedger(at)},
    ${writeToken(at)},
    ${forget(at)},
    ${touchDevice(at)},
    ${retireDevice(at)}
    ${moveHead(at)}`,
})

const writePlain = statement({
  name: 'write-plain',
  takes: TAKES,
  write: (at) => `with
    ${writeChats(at)}),
    ${addMessages(at)}),
    ${writeLedger(at)},
    ${writeToken(at)},
    ${touchDevice(at)}
    ${moveHead(at)}`,
})

/** The rows as they now stand, told by the very expressions that a page is made of. */
const writeEcho = statement({
  name: 'write-echo',
  takes: TAKES,
  write: (at) => `with
    ${writeChats(at)} returning *),
    ${addMessages(at)} returning *),
    ${writeLedger(at)},
    ${writeToken(at)},
    ${touchDevice(at)},
    moved as (${moveHead(at)}),
    echo as (
      select row_to_json(r)::text as text from (select ${wireColumns('chats')} from written_chats) r
      union all select row_to_json(r)::text
        from (select ${wireColumns('messages')} from added_messages) r)
    select string_agg(text, ','), count(*), null, false from echo`,
})

const moveHead = (at: Places): string => `
  update sync_status set revision = ${at.revision}, last_sync_timestamp = ${moment(at.now)},
    device_id = ${at.deviceId}, updated_at = ${moment(at.now)}
  where user_id = ${at.userId}`
