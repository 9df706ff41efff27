/** `POST /api/webhooks/clerk`: what happened to an account at Clerk happens here as well. */

import { fault } from '../../db/protocol/fault.ts'
import { isAccountDeleted } from '../../db/server/account-deleted.ts'
import { readBytes } from '../body.ts'
import type { Answer, AppDeps } from '../deps.ts'
import { readClerkMessage, type ClerkEvent } from '../identity/clerk-event.ts'
import { bar, endAccount, endSignIn, type EndingDeps } from '../identity/end-sign-ins.ts'
import { addressOf } from '../limits/address.ts'
import { replyFault, replyJson } from '../reply.ts'

/** A person's whole profile at Clerk is a few KiB. */
const MAX_BYTES = 256 * 1024
/** Longer than anyone goes on trying to deliver. */
const REMEMBERED_MS = 7 * 24 * 60 * 60_000

/**
 * Each event only ends things, so that any number of times, late and in any order, has the effect of
 * once. It is remembered when it is done and not before: what failed is delivered again.
 */
export const answerClerkWebhook =
  (deps: AppDeps): Answer =>
  async (c) => {
    const { auth } = deps.config
    const secret = auth.kind === 'clerk' ? auth.webhookSecret : null
    if (secret === null) return replyFault(c, fault('not_found'))
    const [tooMany, body] = await Promise.all([
      deps.limits.webhook(addressOf(c, deps.config.trustedProxies)),
      readBytes(c.req.raw, MAX_BYTES),
    ])
    if (tooMany !== null) return replyFault(c, tooMany)
    if (body.kind === 'fault') return replyFault(c, body.fault)
    const message = await readClerkMessage(c.req.raw.headers, body.value, secret)
    if (message.kind === 'not-signed') return replyFault(c, fault('invalid'))
    const key = `webhook:${c.req.header('svix-id') ?? ''}`
    const known = await deps.keyValue.get(key)
    if (message.kind === 'other' || known.kind === 'value') return replyJson(c, {})
    await follow(deps, message.event)
    await deps.keyValue.set(key, message.event.type, REMEMBERED_MS)
    c.get('log').info({ type: message.event.type }, 'followed a webhook')
    return replyJson(c, {})
  }

const follow = async (deps: EndingDeps, event: ClerkEvent): Promise<void> => {
  try {
    await end(deps, event)
  } catch (error) {
    // An account that is gone has no sign-in that could end.
    if (!isAccountDeleted(error)) throw error
  }
}

const end = (deps: EndingDeps, { type, data }: ClerkEvent): Promise<void> => {
  switch (type) {
    case 'user.deleted':
      return endAccount(deps, data.id)
    case 'user.banned':
      return bar(deps, data.id)
    case 'user.updated':
      return data.banned ? bar(deps, data.id) : Promise.resolve()
    case 'session.revoked':
    case 'session.removed':
      return endSignIn(deps, { userId: data.user_id, clerkSessionId: data.id })
  }
}
