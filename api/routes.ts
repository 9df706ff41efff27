/** Every route: what it is for, who may ask, what goes in and what comes out. */

import * as z from 'zod/mini'
import { syncReplySchema, syncRequestSchema } from '../db/protocol/round.ts'
import {
  configReplySchema,
  devicesReplySchema,
  pairReplySchema,
  renameDeviceSchema,
  sessionReplySchema,
  sessionRequestSchema,
} from '../db/protocol/session.ts'
import { syncStatusSchema } from '../db/protocol/status.ts'

export interface Route {
  readonly summary: string
  /** `public`: anyone. `caller`: somebody signed in. `proof`: a token or a pairing code. */
  readonly access: 'public' | 'caller' | 'proof'
  readonly body?: z.ZodMiniType | 'bytes'
  readonly reply: z.ZodMiniType | 'bytes' | 'text' | 'stream'
}

const doneSchema = z.object({ protocol: z.int() })
const conditionSchema = z.object({ protocol: z.int(), status: z.string() })
const statusReplySchema = z.extend(syncStatusSchema, { protocol: z.int() })

/** By method and path, as the router reads them. A test compares this with what the app answers. */
export const ROUTES = {
  'POST /api/sync': {
    summary: 'One round: changes in, a page of rows out.',
    access: 'caller',
    body: syncRequestSchema,
    reply: syncReplySchema,
  },
  'GET /api/sync': {
    summary: 'How far the devices of this person are.',
    access: 'caller',
    reply: statusReplySchema,
  },
  'GET /api/live': {
    summary: 'A WebSocket that says when there is something newer.',
    access: 'caller',
    reply: 'stream',
  },
  'GET /api/config': {
    summary: 'What a page needs before anyone is signed in.',
    access: 'public',
    reply: configReplySchema,
  },
  'POST /api/session': {
    summary: 'Exchanges a token or a pairing code for a session of this device.',
    access: 'proof',
    body: sessionRequestSchema,
    reply: sessionReplySchema,
  },
  'GET /api/session': {
    summary: 'Who is signed in on this device.',
    access: 'caller',
    reply: sessionReplySchema,
  },
  'DELETE /api/session': {
    summary: 'Signs this device out.',
    access: 'caller',
    reply: doneSchema,
  },
  'GET /api/devices': {
    summary: 'The devices of this person.',
    access: 'caller',
    reply: devicesReplySchema,
  },
  'POST /api/devices/pair': {
    summary: 'A one-time code that signs the next device in, where sign-in is local.',
    access: 'caller',
    reply: pairReplySchema,
  },
  'PATCH /api/devices/:deviceId': {
    summary: 'Renames a device.',
    access: 'caller',
    body: renameDeviceSchema,
    reply: doneSchema,
  },
  'DELETE /api/devices/:deviceId': {
    summary: 'Signs a device out for good.',
    access: 'caller',
    reply: doneSchema,
  },
  'PUT /api/attachments/:sha256': {
    summary: 'Stores bytes under their hash.',
    access: 'caller',
    body: 'bytes',
    reply: doneSchema,
  },
  'GET /api/attachments/:sha256': {
    summary: 'The bytes of a hash; HEAD only looks whether they are here.',
    access: 'caller',
    reply: 'bytes',
  },
  'GET /api/health': {
    summary: 'Whether this process lives.',
    access: 'public',
    reply: conditionSchema,
  },
  'GET /api/ready': {
    summary: 'Whether the database and the key-value store answer.',
    access: 'public',
    reply: conditionSchema,
  },
  'GET /api/metrics': {
    summary: 'Figures as Prometheus reads them; for this machine, or with the token.',
    access: 'public',
    reply: 'text',
  },
  'GET /api/openapi.json': {
    summary: 'This document.',
    access: 'public',
    reply: z.record(z.string(), z.json()),
  },
} as const satisfies Readonly<Record<string, Route>>

export type RouteName = keyof typeof ROUTES
