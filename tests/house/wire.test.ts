/** The wire is pinned: whoever changes what travels is told to say so in the protocol's number. */

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { askRequestSchema, replyPartSchema } from '../../db/protocol/assistant.ts'
import { changeSchema } from '../../db/protocol/change.ts'
import { chatRowsSchema } from '../../db/protocol/chat-rows.ts'
import { digestsSchema } from '../../db/protocol/digests.ts'
import { CHANGE_FAULTS, FAULTS } from '../../db/protocol/fault.ts'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import * as limits from '../../db/protocol/limits.ts'
import { LIVE_CLOSE, liveCursorSchema, pokeSchema } from '../../db/protocol/live.ts'
import { syncReplySchema, syncRequestSchema } from '../../db/protocol/round.ts'
import {
  configReplySchema,
  devicesReplySchema,
  pairReplySchema,
  renameDeviceSchema,
  sessionReplySchema,
  sessionRequestSchema,
} from '../../db/protocol/session.ts'
import { syncStatusSchema } from '../../db/protocol/status.ts'
import { PROTOCOL_HISTORY, PROTOCOL_VERSION } from '../../db/protocol/version.ts'

const PINNED = {
  version: 1,
  form: '1.1',
  hash: '7b8025f9f3d2b9e21fa93554ac5099a9ae7a8681c5b2452082e3eb1778c7fb7e',
}

const WHAT_TO_DO = `What travels between devices and server is no longer what form ${PINNED.form} of the protocol says.
- Add a line to PROTOCOL_HISTORY in db/protocol/version.ts: a new form of the same number where old
  devices and servers go on understanding (fields that both ends may leave out, kinds that an older
  server asks to hold); else raise PROTOCOL_VERSION, and keep the old forms readable down to
  OLDEST_PROTOCOL_SERVED.
- Then put the new hash into PINNED in this file, and record what apps of the new form send:
  tests/protocol/released.pg.test.ts says how.`

const wire = {
  askRequest: askRequestSchema,
  change: changeSchema,
  chatRows: chatRowsSchema,
  configReply: configReplySchema,
  devicesReply: devicesReplySchema,
  digests: digestsSchema,
  faultReply: faultReplySchema,
  liveCursor: liveCursorSchema,
  pairReply: pairReplySchema,
  poke: pokeSchema,
  renameDevice: renameDeviceSchema,
  replyPart: replyPartSchema,
  sessionReply: sessionReplySchema,
  sessionRequest: sessionRequestSchema,
  syncReply: syncReplySchema,
  syncRequest: syncRequestSchema,
  syncStatus: syncStatusSchema,
}

const hashOfWire = (): string => {
  const shapes = Object.entries(wire).map(([name, schema]) => [name, z.toJSONSchema(schema)])
  const faults = Object.entries(FAULTS).map(([code, entry]) => [code, entry.status, entry.remedy])
  const fates = Object.entries(CHANGE_FAULTS).map(([code, entry]) => [code, entry.fate])
  const whole = { shapes, faults, fates, limits, closes: LIVE_CLOSE }
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex')
}

test('what travels is what this number of the protocol says', () => {
  const form = PROTOCOL_HISTORY.at(-1)?.form
  expect({ version: PROTOCOL_VERSION, form, hash: hashOfWire() }, WHAT_TO_DO).toEqual(PINNED)
})

test('the history of the protocol ends with the number in use', () => {
  expect(PROTOCOL_HISTORY.at(-1)?.version).toBe(PROTOCOL_VERSION)
})
