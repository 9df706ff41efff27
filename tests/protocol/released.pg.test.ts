/** What released versions of the app send is still served as they expect: their own requests, played again. */

import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHANGE_KINDS } from '../../db/protocol/change.ts'
import { isSyncReply } from '../../db/protocol/reply-shape.ts'
import type { Head } from '../../db/protocol/round.ts'
import { OLDEST_PROTOCOL_SERVED, PROTOCOL_HISTORY } from '../../db/protocol/version.ts'
import { openApp, openScript, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { record } from './released/record.ts'
import { answerOf, parseRecorded, type Recorded } from './released/recorded.ts'

const FOLDER = fileURLToPath(new URL('released', import.meta.url))

const WHAT_TO_DO = `A protocol that is served has no recorded requests in tests/protocol/released.
Each number that was ever released keeps a folder of its own, which is never changed again. With the
engine of the new number, before it is released:
  RECORD=1 npx vitest run --project services tests/protocol/released && npx oxfmt tests/protocol`

let database: TestDatabase
let app: TestApp

beforeAll(async () => {
  database = await testDatabase()
  app = await openApp({ env: { DATABASE_URL: database.url } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const newUserIds = () => ({ first: `person-${randomUUID()}`, emptied: `person-${randomUUID()}` })

const forms = PROTOCOL_HISTORY.filter(({ version }) => version >= OLDEST_PROTOCOL_SERVED).map(
  ({ form }) => form,
)
const newestForm = forms.at(-1) ?? ''

const readSteps = (form: string): readonly Recorded[] => {
  const folder = join(FOLDER, `v${form}`)
  return readdirSync(folder)
    .toSorted()
    .map((name) => parseRecorded(readFileSync(join(folder, name), 'utf8')))
}

/** Where a device is: opaque to it, and each server's own. */
interface Place {
  readonly cursor: string | null
  readonly seen: Head | null
}

/** Sends the recorded requests in their order, each from where its device was left by the answers before. */
const replay = async (steps: readonly Recorded[]): Promise<readonly Recorded['answer'][]> => {
  const userIds = newUserIds()
  const places = new Map<string, Place>()
  const answers: Recorded['answer'][] = []
  for (const { device, server, request } of steps) {
    const place = places.get(device)
    const body = {
      ...request,
      cursor: request.cursor && place?.cursor,
      seen: request.seen && place?.seen,
    }
    const { status, json } = await openScript(app, userIds[server]).ask('POST /api/sync', { body })
    answers.push(answerOf(status, json))
    if (!isSyncReply(json)) continue
    const { page, head } = json
    places.set(device, { cursor: page.to, seen: head })
  }
  return answers
}

/**
 * A first page has come to bring the folders of the trash as well, and conflicts of chats and folders that
 * were answered lately: an app of before takes them as it takes them from any other page. Nothing else may
 * have been added.
 */
const withoutAdded = (
  told: Recorded['answer'] | undefined,
  expected: Recorded['answer'],
): Recorded['answer'] | undefined => {
  if (told?.rows === undefined) return told
  const known = new Set(expected.rows?.map(({ id }) => id))
  const isAdded = (row: (typeof told.rows)[number]): boolean =>
    row.entity === 'folder'
      ? row['isDeleted'] === true && row['isPurged'] === false
      : row.entity === 'conflict' && row['isOpen'] === false && row['ofEntity'] !== 'message'
  return { ...told, rows: told.rows.filter((row) => known.has(row.id) || !isAdded(row)) }
}

describe('[U1] an app of protocol', () => {
  test.runIf(process.env['RECORD'] !== undefined)('that is new is recorded', async () => {
    const folder = join(FOLDER, `v${newestForm}`)
    const steps = await record(app, newUserIds())

    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [at, step] of steps.entries()) {
      const name = `${String(at + 1).padStart(2, '0')}-${step.device}-${step.request.direction}.json`
      writeFileSync(join(folder, name), `${JSON.stringify(step, null, 2)}\n`)
    }
    expect(steps.length).toBeGreaterThan(10)
  })

  test('each that is served has its requests here, and no other', () => {
    const folders = readdirSync(FOLDER).filter((name) => name.startsWith('v'))

    expect(folders.toSorted(), WHAT_TO_DO).toEqual(
      expect.arrayContaining(forms.map((form) => `v${form}`)),
    )
  })

  test.each(forms)('%s is answered as it was when it was released', async (form) => {
    const steps = readSteps(form)

    const answers = await replay(steps)

    for (const [at, { answer }] of steps.entries())
      expect(withoutAdded(answers[at], answer)).toMatchObject(answer)
  })

  test('now spoken is recorded in every kind of change, every direction and every row brought back', () => {
    const requests = readSteps(newestForm).map(({ request }) => request)
    const changes = requests.flatMap((request) => request.changes ?? [])
    const restored = changes.flatMap((change) =>
      change.kind === 'restore' ? [JSON.stringify(change).match(/"entity":"(\w+)"/)?.[1]] : [],
    )

    expect(new Set(changes.map((change) => change.kind)), WHAT_TO_DO).toEqual(new Set(CHANGE_KINDS))
    expect(new Set(requests.map(({ direction }) => direction))).toEqual(
      new Set(['full', 'upload', 'download']),
    )
    expect(new Set(restored)).toEqual(new Set(['chat', 'message', 'folder', 'conflict']))
  })
})
