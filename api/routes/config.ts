/** `GET /api/config`: what a page needs to know before anyone is signed in. */

import type { ConfigReply } from '../../db/protocol/session.ts'
import type { Answer, AppDeps } from '../deps.ts'
import { replyJson } from '../reply.ts'

export const answerConfig =
  ({ config, version }: Pick<AppDeps, 'config' | 'version'>): Answer =>
  (c) => {
    const { auth } = config
    const key = auth.kind === 'clerk' ? auth.publishableKey : undefined
    const body: Omit<ConfigReply, 'protocol'> = {
      version,
      auth: auth.kind,
      ...(key === undefined ? {} : { clerkPublishableKey: key }),
      syncEnabled: config.syncEnabled,
      assistant: config.assistant !== null,
    }
    return replyJson(c, body)
  }
