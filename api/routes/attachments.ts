/** `/api/attachments/:sha256`: bytes by their hash, given back so that no browser ever runs them. */

import { createHash } from 'node:crypto'
import { sha256Schema } from '../../db/protocol/attachment.ts'
import { attachmentHeaders, START_BYTES } from '../../db/protocol/attachment-headers.ts'
import { fault } from '../../db/protocol/fault.ts'
import { MAX_ATTACHMENT_BYTES } from '../../db/protocol/limits.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { getAttachment, hasAttachment, putAttachment } from '../../db/server/attachments.ts'
import { announcedBytes, readBytes } from '../body.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import type { Caller, CurrentSession } from '../identity/current-session.ts'
import { withCaller } from '../identity/with-caller.ts'
import { replyFault, replyJson } from '../reply.ts'

interface AttachmentsDeps extends AppDeps {
  readonly sessions: CurrentSession
}

/** What a message calls the type is the message's; here it is bytes, which tell by themselves if they are a picture. */
const MIME = 'application/octet-stream'

/** The bytes must be what the hash says. Storing the same twice is storing it once. */
export const storeAttachment = (deps: AttachmentsDeps): Answer =>
  withCaller(deps, async (c, caller) => {
    const { userId } = caller
    const sha256 = readHash(c)
    if (sha256 === null) return replyFault(c, fault('not_found'))
    const [tooMany, read] = await Promise.all([
      deps.limits.file(caller, announcedBytes(c.req.raw, MAX_ATTACHMENT_BYTES)),
      readBytes(c.req.raw, MAX_ATTACHMENT_BYTES),
    ])
    if (tooMany !== null) return replyFault(c, tooMany)
    if (read.kind === 'fault') return replyFault(c, read.fault)
    const bytes = read.value
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      return replyFault(c, fault('invalid', { message: 'The bytes do not hash to that name.' }))
    const { stored } = await putAttachment(deps.database, {
      userId,
      sha256,
      mime: MIME,
      bytes,
      now: deps.now(),
    })
    c.status(stored ? 201 : 200)
    return replyJson(c, {})
  })

/** `GET`, and `HEAD`, which looks without reading the bytes. */
export const answerAttachment = (deps: AttachmentsDeps): Answer =>
  withCaller(deps, (c, caller) =>
    c.req.method === 'HEAD' ? look(deps, c, caller) : give(deps, c, caller),
  )

const look = async (deps: AttachmentsDeps, c: AppContext, caller: Caller): Promise<Response> => {
  const sha256 = readHash(c)
  const found =
    sha256 === null ? null : await hasAttachment(deps.database, { userId: caller.userId, sha256 })
  if (found === null) return replyFault(c, fault('not_found'))
  // What only the bytes tell is left out.
  return c.body(null, 200, { 'content-length': String(found.size) })
}

const give = async (deps: AttachmentsDeps, c: AppContext, caller: Caller): Promise<Response> => {
  const sha256 = readHash(c)
  const found =
    sha256 === null ? null : await getAttachment(deps.database, { userId: caller.userId, sha256 })
  if (found === null) return replyFault(c, fault('not_found'))
  const headers = attachmentHeaders(found.bytes.subarray(0, START_BYTES), c.req.query('name'))
  return c.body(new Uint8Array(found.bytes), 200, headers)
}

const readHash = (c: AppContext): string | null => {
  const parsed = parseWith<string>(sha256Schema, c.req.param('sha256'))
  return parsed.kind === 'ok' ? parsed.value : null
}
