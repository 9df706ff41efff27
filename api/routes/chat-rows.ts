/** `GET /api/chats/:chatId/rows`: one chat's rows, for a device that let go of its text or doubts it. */

import { fault } from '../../db/protocol/fault.ts'
import { chatIdSchema, type ChatId } from '../../db/protocol/ids.ts'
import { MAX_PAGE_ROWS } from '../../db/protocol/limits.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { readChatRows } from '../../db/server/chat-rows.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import type { CurrentSession } from '../identity/current-session.ts'
import { withCaller } from '../identity/with-caller.ts'
import { readCount, readSeen } from '../query.ts'
import { replyFault, replyText } from '../reply.ts'
import { whoIs } from '../tell-events.ts'

export interface ChatRowsDeps extends AppDeps {
  readonly sessions: CurrentSession
}

/** Another person's chat is one that does not exist (law P1). */
export const answerChatRows = (deps: ChatRowsDeps): Answer =>
  withCaller(deps, async (c, caller) => {
    const tooMany = await deps.limits.sync(caller, 0)
    if (tooMany !== null) return replyFault(c, tooMany)
    const after = readCount(c, 'after', { most: MOST_POSITION, otherwise: null })
    const limit = readCount(c, 'limit', { most: MAX_PAGE_ROWS, otherwise: MAX_PAGE_ROWS })
    const seen = readSeen(c)
    if (after === 'broken' || limit === 'broken' || limit === 0 || seen === 'broken')
      return replyFault(c, fault('invalid', { message: 'after, limit or seen makes no sense.' }))
    const chatId = parseWith<ChatId>(chatIdSchema, c.req.param('chatId'))
    if (chatId.kind === 'broken') return replyFault(c, fault('not_found'))
    if (after === null && c.req.query('doubted') === '1') tellDivergence(deps, c)
    const asked = { chatId: chatId.value, after, limit, seen, now: deps.now() }
    const reading = await readChatRows(deps.database, { userId: caller.userId, ...asked })
    if (reading.kind === 'fault') return replyFault(c, reading.fault)
    const { revision, hasMore, rowsJson } = reading
    const first = JSON.stringify({ protocol: PROTOCOL_VERSION, revision, hasMore })
    return replyText(c, `${first.slice(0, -1)},"rows":${rowsJson}}`)
  })

/** Devices and server are to be the same, row for row: where they were not, somebody should hear of it. */
const tellDivergence = ({ metrics }: ChatRowsDeps, c: AppContext): void => {
  metrics.divergences.inc()
  c.get('log').warn(whoIs(c.get('caller')), 'a chat differed on a device')
}

/** The greatest that its column holds. */
const MOST_POSITION = 2 ** 31 - 1
