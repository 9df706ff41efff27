/** The answer to a round as text, around rows that the database has written as JSON already. */

import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import type { SyncRequest } from '../../db/protocol/round.ts'
import type { PageText } from '../../db/server/page.ts'
import type { RoundReply } from '../../db/server/round.ts'

/**
 * `sync completed: n chats, m messages`: what moved. The rows of what went up come down in the same
 * round, so the larger of the two counts is what moved at least.
 */
export const tell = (request: SyncRequest, reply: RoundReply): string => {
  const pushed = kindsOf(request, reply)
  const chats = Math.max(countKind(pushed, 'chat.'), countRows(reply.page, 'chat'))
  const messages = Math.max(countKind(pushed, 'message.'), countRows(reply.page, 'message'))
  return `sync completed: ${chats} chats, ${messages} messages`
}

export const writeSyncReply = (
  reply: RoundReply,
  about: { readonly message: string; readonly serverTime: number },
): string => {
  const { results, head, status } = reply
  const first = JSON.stringify({
    protocol: PROTOCOL_VERSION,
    message: about.message,
    status,
    results,
  })
  const last = JSON.stringify({ head, serverTime: about.serverTime })
  return `${first.slice(0, -1)},"page":${writePage(reply.page)},${last.slice(1)}`
}

/** The page as it travels, in a reply or in a poke. */
export const writePage = ({ from, to, hasMore, left, rowsJson }: PageText): string =>
  `${JSON.stringify({ from, to, hasMore, left }).slice(0, -1)},"rows":${rowsJson}}`

/** The kinds of the changes that took effect now; repeats and refusals are not counted. */
const kindsOf = (request: SyncRequest, reply: RoundReply): readonly string[] => {
  const effective = new Set(
    reply.results
      .filter(({ outcome }) => outcome === 'applied' || outcome === 'conflict')
      .map(({ changeId }) => changeId),
  )
  return (request.changes ?? [])
    .filter(({ changeId }) => effective.has(changeId))
    .map((change) => String(change['kind']))
}

const countKind = (kinds: readonly string[], prefix: string): number =>
  kinds.filter((kind) => kind.startsWith(prefix)).length

/** Quotes inside a text are escaped in JSON, so only a row's own field looks like this. */
const countRows = (page: PageText, entity: 'chat' | 'message'): number =>
  page.rowsJson.match(new RegExp(`"entity" ?: ?"${entity}"`, 'g'))?.length ?? 0
