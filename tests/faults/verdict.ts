/** What must be true when all is mended: nothing lost, nothing twice, nothing out of order, all equal. */

import type { ConflictRow } from '../../db/protocol/conflict.ts'
import { isSyncReply } from '../../db/protocol/reply-shape.ts'
import { rowKey } from '../../db/protocol/row-key.ts'
import type { Row } from '../../db/protocol/row.ts'
import { ORIGIN } from '../world/app.ts'
import { printFigure } from '../world/figures.ts'
import { heldRows, lasting } from '../world/histories/tables.ts'
import { printCrew, type Crew } from './crew.ts'
import { findInLedger } from './ledger.ts'
import type { Writer, Written } from './writer.ts'

/** What went wrong, each in words; all empty where all is well. */
export interface Findings {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly disordered: readonly string[]
  readonly different: readonly string[]
  readonly lies: readonly string[]
  readonly bugs: readonly string[]
  readonly signedOut: readonly string[]
}

export const ALL_WELL: Findings = {
  lost: [],
  doubled: [],
  disordered: [],
  different: [],
  lies: [],
  bugs: [],
  signedOut: [],
}

export interface Trial {
  readonly scenario: string
  readonly crew: Crew
  readonly origin: string
  /** The PostgreSQL whose history stayed one: after a restore devices take new names and numbers. */
  readonly ledgerUrl?: string
  /** The server was set back: it takes messages in a new order, and may tell of an old conflict again. */
  readonly isRestored?: boolean
}

/** Prints the totals and gives every finding. The outboxes are empty by now. */
export const judge = async (trial: Trial): Promise<Findings> => {
  const findings = await find(trial)
  printCrew(trial.scenario, trial.crew)
  for (const [what, found] of Object.entries(findings))
    printFigure(`${trial.scenario}, ${what}`, found.length, 'findings')
  return findings
}

const find = async ({ crew, origin, ledgerUrl, isRestored = false }: Trial): Promise<Findings> => {
  const { writers, truth } = crew
  const all: Findings[] = []
  for (const userId of new Set(writers.map((writer) => writer.userId))) {
    const own = writers.filter((writer) => writer.userId === userId)
    for (const { engine } of own) await engine.sync('full', { trigger: 'person' })
    for (const { engine } of own) await engine.sync('full', { trigger: 'person' })
    all.push(await findAmong(own, await readRows(origin, own[0])))
  }
  if (ledgerUrl !== undefined) all.push({ ...ALL_WELL, ...(await findInLedger(crew, ledgerUrl)) })
  const statuses = writers.flatMap(({ door }) => door.asked.map(({ status }) => status))
  return {
    lost: all.flatMap(({ lost }) => lost),
    doubled: all
      .flatMap(({ doubled }) => doubled)
      .filter((mark) => !isRestored || mark.startsWith('message')),
    disordered: isRestored ? [] : all.flatMap(({ disordered }) => disordered),
    different: all.flatMap(({ different }) => different),
    lies: truth.lies,
    bugs: writers.flatMap(({ bugs }) => bugs.map(String)),
    signedOut: statuses.filter((status) => status === 401).map(String),
  }
}

/** Every row of this person on the server, by ordinary pages. */
const readRows = async (origin: string, reader: Writer | undefined): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (let cursor = '0'; ;) {
    const response = await fetch(`${origin}/api/sync`, {
      method: 'POST',
      headers: {
        cookie: reader?.cookie() ?? '',
        origin: ORIGIN,
        'sec-fetch-site': 'same-origin',
        'x-sync-client': '1',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ direction: 'download', deviceId: 'reader', cursor }),
    })
    const reply: unknown = await response.json()
    if (!isSyncReply(reply)) throw new Error(`no reply: ${JSON.stringify(reply)}`)
    rows.push(...reply.page.rows)
    if (!reply.page.hasMore) return newestOf(rows)
    cursor = reply.page.to ?? '0'
  }
}

const newestOf = (rows: readonly Row[]): readonly Row[] => {
  const newest = new Map<string, Row>()
  for (const row of rows) {
    const key = rowKey(row.entity, row.id)
    if ((newest.get(key)?.revision ?? -1) < row.revision) newest.set(key, row)
  }
  return [...newest.values()]
}

const findAmong = async (own: readonly Writer[], rows: readonly Row[]): Promise<Findings> => ({
  ...ALL_WELL,
  lost: findLost(
    own.flatMap(({ written }) => written),
    rows,
  ),
  doubled: findDoubled(rows),
  disordered: own.flatMap((writer) => findDisordered(writer, rows)),
  different: (await Promise.all(own.map((writer) => findDifferent(writer, rows)))).flat(),
})

/** Written, and neither shown, nor kept in a conflict, nor replaced by somebody who had seen it. */
const findLost = (written: readonly Written[], rows: readonly Row[]): readonly string[] => {
  const byKey = new Map(rows.map((row) => [rowKey(row.entity, row.id), row]))
  const conflicts = rows.filter((row) => row.entity === 'conflict')
  const replaced = new Set(written.flatMap(({ base }) => base ?? []))
  const isKept = (change: Written): boolean => {
    const row = byKey.get(change.rowKey)
    if (row === undefined) return false
    const { body, field, value, changeId } = change
    if (body.kind === 'message.append')
      return row.entity === 'message' && row.content === body.message.content
    if (field === null || replaced.has(changeId)) return true
    const shown = Object.entries(row).find(([name]) => name === field)?.[1]
    return JSON.stringify(shown) === value || conflicts.some((conflict) => holds(conflict, change))
  }
  // Equal values of one field are one: where two wrote the same, either may have been replaced.
  const kept = new Set(written.filter(isKept).map(sameness))
  return written.filter((change) => !kept.has(sameness(change))).map((one) => JSON.stringify(one))
}

const sameness = ({ changeId, field, rowKey: key, value }: Written): string =>
  field === null ? changeId : `${key}.${field}=${value}`

const holds = (conflict: ConflictRow, { rowKey: key, field, changeId, value }: Written): boolean =>
  key === `${conflict.ofEntity}:${conflict.entityId}` &&
  conflict.field === field &&
  [conflict.kept, conflict.lost].some(
    (side) => side.clock?.changeId === changeId || JSON.stringify(side.value) === value,
  )

/** Every text is written once, every value meets another once: what is there twice was taken twice. */
const findDoubled = (rows: readonly Row[]): readonly string[] => {
  const seen = new Set<string>()
  const doubled: string[] = []
  for (const row of rows) {
    const mark = markOf(row)
    if (mark !== null && seen.has(mark)) doubled.push(mark)
    if (mark !== null) seen.add(mark)
  }
  return doubled
}

const markOf = (row: Row): string | null => {
  if (row.entity === 'message') return `message ${row.content}`
  if (row.entity === 'conflict')
    return `conflict ${row.entityId} ${row.field} ${row.lostChangeId} ${row.kept.clock?.changeId}`
  return null
}

/** What one device wrote into one chat stands in the order in which it wrote it. */
const findDisordered = ({ written, name }: Writer, rows: readonly Row[]): readonly string[] => {
  const positions = new Map<string, number>(
    rows.flatMap((row) => (row.entity === 'message' ? [[row.id, row.position] as const] : [])),
  )
  const last = new Map<string, number>()
  return written.flatMap(({ body }) => {
    if (body.kind !== 'message.append') return []
    const { id, chatId, content } = body.message
    const position = positions.get(id) ?? -1
    const before = last.get(chatId) ?? -1
    last.set(chatId, Math.max(before, position))
    return position > before ? [] : [`${name}: ${content} stands before an earlier one`]
  })
}

const readHeld = async (database: Writer['database']) => {
  const [chats, folders, conflicts, blocks, overlay, outbox] = await Promise.all([
    database.chats.toArray(),
    database.folders.toArray(),
    database.conflicts.toArray(),
    database.blocks.toArray(),
    database.messages.toArray(),
    database.outbox.toArray(),
  ])
  const stored = blocks.flatMap((block) => block.messages)
  return { chats, folders, conflicts, stored, overlay, outbox }
}

const findDifferent = async (
  { database, name }: Writer,
  rows: readonly Row[],
): Promise<readonly string[]> => {
  const tables = await readHeld(database)
  const wanted = lasting(rows)
  const held = lasting(heldRows(tables))
  const [onServer, onDevice] = [new Set(wanted), new Set(held)]
  const lacking = wanted.filter((row) => !onDevice.has(row))
  const surplus = held.filter((row) => !onServer.has(row))
  return [
    ...lacking.map((row) => `${name} lacks ${row}`),
    ...surplus.map((row) => `${name} has ${row}`),
    ...tables.outbox.map((entry) => `${name} has not sent ${entry.changeId}`),
    ...tables.overlay.map((message) => `${name} still overlays ${message.id}`),
  ]
}
