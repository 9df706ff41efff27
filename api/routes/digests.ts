/** `GET /api/sync/digests`: what a device's chats must be like, told in digests. */

import { chatIdSchema, type ChatId } from '../../db/protocol/ids.ts'
import { fault } from '../../db/protocol/fault.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { readDigests } from '../../db/server/digests.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import type { CurrentSession } from '../identity/current-session.ts'
import { withCaller } from '../identity/with-caller.ts'
import { readCount, readSeen } from '../query.ts'
import { replyFault, replyText } from '../reply.ts'

interface DigestsDeps extends AppDeps {
  readonly sessions: CurrentSession
}

const MAX_CHATS = 500

export const answerDigests = (deps: DigestsDeps): Answer =>
  withCaller(deps, async (c, caller) => {
    const tooMany = await deps.limits.sync(caller, 0)
    if (tooMany !== null) return replyFault(c, tooMany)
    const since = readCount(c, 'since', { most: Number.MAX_SAFE_INTEGER, otherwise: 0 })
    const limit = readCount(c, 'limit', { most: MAX_CHATS, otherwise: MAX_CHATS })
    const [after, seen] = [readAfter(c), readSeen(c)]
    if (since === 'broken' || limit === 'broken' || limit === 0)
      return replyFault(c, fault('invalid', { message: 'since or limit makes no sense.' }))
    if (after === null || seen === 'broken')
      return replyFault(c, fault('invalid', { message: 'after or seen makes no sense.' }))
    const asked = { since, after, limit, seen, now: deps.now() }
    const reading = await readDigests(deps.database, { userId: caller.userId, ...asked })
    if (reading.kind === 'fault') return replyFault(c, reading.fault)
    const { revision, cursor, hasMore, chatsJson } = reading
    const first = JSON.stringify({ protocol: PROTOCOL_VERSION, revision, cursor, hasMore })
    return replyText(c, `${first.slice(0, -1)},"chats":${chatsJson}}`)
  })

/** '' where nothing is said; null for what is no id. */
const readAfter = (c: AppContext): ChatId | '' | null => {
  const text = c.req.query('after')
  if (text === undefined) return ''
  const parsed = parseWith<ChatId>(chatIdSchema, text)
  return parsed.kind === 'ok' ? parsed.value : null
}
