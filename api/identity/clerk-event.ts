/** What Clerk tells of people and their sign-ins: proven by its signature, and rebuilt from what we need. */

import { verifyWebhook } from '@clerk/backend/webhooks'
import * as z from 'zod/mini'
import { userIdSchema } from '../../db/protocol/ids.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { clerkSessionIdSchema } from './verify-token.ts'

const userSchema = z.object({ id: userIdSchema })
const sessionSchema = z.object({ id: clerkSessionIdSchema, user_id: userIdSchema })

/** The events that end something here; there are many more, and Clerk may send them all. */
export const clerkEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('user.deleted'), data: userSchema }),
  z.object({ type: z.literal('user.banned'), data: userSchema }),
  z.object({
    type: z.literal('user.updated'),
    data: z.extend(userSchema, { banned: z.boolean() }),
  }),
  z.object({ type: z.literal('session.revoked'), data: sessionSchema }),
  z.object({ type: z.literal('session.removed'), data: sessionSchema }),
])
export type ClerkEvent = Readonly<z.infer<typeof clerkEventSchema>>

/** `other`: signed by Clerk, and nothing that is looked at here. */
export type ClerkMessage =
  | { readonly kind: 'event'; readonly event: ClerkEvent }
  | { readonly kind: 'other' }
  | { readonly kind: 'not-signed' }

/** Without network. The signature is over the bytes as they came, and over when they were sent. */
export const readClerkMessage = async (
  headers: Headers,
  body: Buffer,
  signingSecret: string,
): Promise<ClerkMessage> => {
  const request = new Request('http://localhost', {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  })
  try {
    const signed: unknown = await verifyWebhook(request, { signingSecret })
    const event = parseWith(clerkEventSchema, signed)
    return event.kind === 'ok' ? { kind: 'event', event: event.value } : { kind: 'other' }
  } catch {
    return { kind: 'not-signed' }
  }
}
