/** Whether digests have the form that the schema defines; a test holds the two together. */

import { DIGEST_TEXT } from './digest-text.ts'
import type { ChatDigest, Digests } from './digests.ts'
import { type Check, isCount, isFlag, isId, isListOf, isObjectOf, isWhole } from './shape.ts'

const isDigest: Check<string> = (value): value is string =>
  typeof value === 'string' && DIGEST_TEXT.test(value)

const isCursor: Check<string> = (value): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9._:-]{1,256}$/.test(value)

const isChatDigest = isObjectOf<ChatDigest>(
  { id: isId, messages: isCount, fields: isDigest, digest: isDigest },
  {},
)

/** As digestsSchema. */
export const isDigests = isObjectOf<Digests>(
  {
    protocol: isWhole,
    revision: isCount,
    cursor: isCursor,
    chats: isListOf(isChatDigest),
    hasMore: isFlag,
  },
  {},
)
