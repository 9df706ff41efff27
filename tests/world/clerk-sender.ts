/** Clerk's webhooks, signed as Clerk signs them, and as somebody else would. */

import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { askApp, type Door, type Reply } from './app.ts'

export const WEBHOOK_SECRET = `whsec_${randomBytes(24).toString('base64')}`

export interface Sending {
  readonly id?: string
  readonly secret?: string
  /** Seconds from now at which it says that it was sent. */
  readonly sentIn?: number
  /** What is sent in the place of what was signed. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export const signWebhook = (secret: string, signed: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(signed)
    .digest('base64')}`

/** Delivers the event; text is sent as it is. */
export const sendWebhook = (door: Door, event: unknown, how: Sending = {}): Promise<Reply> => {
  const { id = `msg_${randomUUID()}`, secret = WEBHOOK_SECRET, sentIn = 0 } = how
  const text = typeof event === 'string' ? event : JSON.stringify(event)
  const timestamp = String(Math.floor(Date.now() / 1000) + sentIn)
  return askApp(door, 'POST /api/webhooks/clerk', {
    body: how.body ?? text,
    headers: {
      'content-type': 'application/json',
      'svix-id': id,
      'svix-timestamp': timestamp,
      'svix-signature': signWebhook(secret, `${id}.${timestamp}.${text}`),
      ...how.headers,
    },
  })
}

/** An event with the envelope and a few of the many fields that it has at Clerk. */
export const clerkEvent = (type: string, data: Readonly<Record<string, unknown>>) => ({
  object: 'event',
  type,
  timestamp: Date.now(),
  instance_id: 'ins_1',
  event_attributes: { http_request: { client_ip: '0.0.0.0', user_agent: '' } },
  data: { object: type.split('.')[0], ...data },
})
