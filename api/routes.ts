/** Every route: what it is for, who may ask, what goes in and what comes out. */

import * as z from 'zod/mini'
import { askRequestSchema, replyPartSchema } from '../db/protocol/assistant.ts'
import { chatRowsSchema } from '../db/protocol/chat-rows.ts'
import { digestsSchema } from '../db/protocol/digests.ts'
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
import { clerkEventSchema } from './identity/clerk-event.ts'

export interface Route {
  readonly summary: string
  /** `public`: anyone. `caller`: somebody signed in. `proof`: a token or a pairing code. `signed`: Clerk. */
  readonly access: 'public' | 'caller' | 'proof' | 'signed'
  readonly body?: SchemaName | 'bytes'
  readonly reply: SchemaName | 'bytes' | 'text' | 'stream'
  /** The answer is a stream of server-sent events, each of the shape of `reply`. */
  readonly isEvents?: true
}

/** By the name that each has in the OpenAPI document. */
export const SCHEMAS = {
  SyncRequest: syncRequestSchema,
  SyncReply: syncReplySchema,
  ChatRows: chatRowsSchema,
  Digests: digestsSchema,
  SyncStatus: z.extend(syncStatusSchema, { protocol: z.int() }),
  Config: configReplySchema,
  SessionRequest: sessionRequestSchema,
  Session: sessionReplySchema,
  Devices: devicesReplySchema,
  DeviceName: renameDeviceSchema,
  Pairing: pairReplySchema,
  AskRequest: askRequestSchema,
  ReplyPart: replyPartSchema,
  ClerkEvent: clerkEventSchema,
  Condition: z.object({ protocol: z.int(), status: z.string() }),
  Done: z.object({ protocol: z.int() }),
  OpenApi: z.record(z.string(), z.json()),
} as const satisfies Readonly<Record<string, z.ZodMiniType>>
type SchemaName = keyof typeof SCHEMAS

/** By method and path, as the router reads them. A test compares this with what the app answers. */
export const ROUTES = {
  'POST /api/sync': {
    summary: 'One round: changes in, a page of rows out.',
    access: 'caller',
    body: 'SyncRequest',
    reply: 'SyncReply',
  },
  'GET /api/sync': {
    summary: 'How far the devices of this person are.',
    access: 'caller',
    reply: 'SyncStatus',
  },
  'GET /api/sync/digests': {
    summary: 'Digests of the chats with a row above `?since=`, behind `?after=`: for comparing.',
    access: 'caller',
    reply: 'Digests',
  },
  'GET /api/chats/:chatId/rows': {
    summary: 'The rows of one chat by position, behind `?after=`, at most `?limit=`.',
    access: 'caller',
    reply: 'ChatRows',
  },
  'GET /api/live': {
    summary: 'A WebSocket that says when there is something newer.',
    access: 'caller',
    reply: 'stream',
  },
  'GET /api/config': {
    summary: 'What a page needs before anyone is signed in.',
    access: 'public',
    reply: 'Config',
  },
  'POST /api/session': {
    summary: 'Exchanges a token or a pairing code for a session of this device.',
    access: 'proof',
    body: 'SessionRequest',
    reply: 'Session',
  },
  'GET /api/session': {
    summary: 'Who is signed in on this device; empty (204) for a browser that has no session.',
    access: 'caller',
    reply: 'Session',
  },
  'DELETE /api/session': {
    summary: 'Signs this device out.',
    access: 'caller',
    reply: 'Done',
  },
  'GET /api/devices': {
    summary: 'The devices of this person.',
    access: 'caller',
    reply: 'Devices',
  },
  'POST /api/devices/pair': {
    summary: 'A one-time code that signs the next device in, where sign-in is local.',
    access: 'caller',
    reply: 'Pairing',
  },
  'PATCH /api/devices/:deviceId': {
    summary: 'Renames a device.',
    access: 'caller',
    body: 'DeviceName',
    reply: 'Done',
  },
  'DELETE /api/devices': {
    summary: 'Signs every device out; with ?except=current all but the one that asks.',
    access: 'caller',
    reply: 'Done',
  },
  'DELETE /api/devices/:deviceId': {
    summary: 'Signs a device out for good.',
    access: 'caller',
    reply: 'Done',
  },
  'PUT /api/attachments/:sha256': {
    summary: 'Stores bytes under their hash.',
    access: 'caller',
    body: 'bytes',
    reply: 'Done',
  },
  'GET /api/attachments/:sha256': {
    summary: 'The bytes of a hash, to be saved as `?name=`; HEAD only looks whether they are here.',
    access: 'caller',
    reply: 'bytes',
  },
  'POST /api/assistant': {
    summary: 'Asks the assistant of this server for a reply, and streams it.',
    access: 'caller',
    body: 'AskRequest',
    reply: 'ReplyPart',
    isEvents: true,
  },
  'POST /api/webhooks/clerk': {
    summary:
      'Clerk tells that an account or a sign-in ended; signed, and nowhere without a secret.',
    access: 'signed',
    body: 'ClerkEvent',
    reply: 'Done',
  },
  'GET /api/health': {
    summary: 'Whether this process lives.',
    access: 'public',
    reply: 'Condition',
  },
  'GET /api/ready': {
    summary: 'Whether the database and the key-value store answer.',
    access: 'public',
    reply: 'Condition',
  },
  'GET /api/metrics': {
    summary: 'Figures as Prometheus reads them; for this machine, or with the token.',
    access: 'public',
    reply: 'text',
  },
  'GET /api/openapi.json': {
    summary: 'This document.',
    access: 'public',
    reply: 'OpenApi',
  },
} as const satisfies Readonly<Record<string, Route>>

export type RouteName = keyof typeof ROUTES
