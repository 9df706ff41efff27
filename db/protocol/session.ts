/** What sign-in, configuration and the list of devices say on the wire. */

import * as z from 'zod/mini'
import { momentSchema } from './clock.ts'
import { deviceIdSchema, userIdSchema } from './ids.ts'
import { MAX_NAME_LENGTH } from './limits.ts'
import { deviceNameSchema } from './status.ts'
import { storableText } from './storable-text.ts'

/** `GET /api/config`: what a page needs before anyone is signed in; public. */
export const configReplySchema = z.object({
  protocol: z.int(),
  version: z.string(),
  auth: z.enum(['clerk', 'local']),
  clerkPublishableKey: z.optional(z.string()),
  /** False while the server is told to leave every chat on its device. */
  syncEnabled: z.boolean(),
  /** Whether this server can answer messages itself. */
  assistant: z.boolean(),
})
export type ConfigReply = Readonly<z.infer<typeof configReplySchema>>

/** Body of `POST /api/session`; who it is comes from the Authorization header alone. */
export const sessionRequestSchema = z.object({
  deviceId: deviceIdSchema,
  name: deviceNameSchema,
  platform: storableText.check(z.maxLength(MAX_NAME_LENGTH)),
  appVersion: z.optional(storableText.check(z.maxLength(64))),
})
export type SessionRequest = Readonly<z.infer<typeof sessionRequestSchema>>

/** Answer of `POST` and `GET /api/session`. */
export const sessionReplySchema = z.object({
  protocol: z.int(),
  userId: userIdSchema,
  deviceId: deviceIdSchema,
  expiresAt: momentSchema,
})
export type SessionReply = Readonly<z.infer<typeof sessionReplySchema>>

export const deviceSchema = z.object({
  deviceId: deviceIdSchema,
  name: z.string(),
  platform: z.string(),
  appVersion: z.string(),
  createdAt: momentSchema,
  lastSeenAt: z.nullable(momentSchema),
  pending: z.int(),
  current: z.boolean(),
})
export type Device = Readonly<z.infer<typeof deviceSchema>>

export const devicesReplySchema = z.object({
  protocol: z.int(),
  devices: z.array(deviceSchema),
})

/** Body of `PATCH /api/devices/:deviceId`. */
export const renameDeviceSchema = z.object({ name: deviceNameSchema })

/** Answer of `POST /api/devices/pair`: a one-time code for the next device, and the link that carries it. */
export const pairReplySchema = z.object({
  protocol: z.int(),
  code: z.string(),
  link: z.string(),
  expiresAt: momentSchema,
})
export type PairReply = Readonly<z.infer<typeof pairReplySchema>>
