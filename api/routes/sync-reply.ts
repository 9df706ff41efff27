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
  const pushed = thingsIn(request, reply)
  const chats = Math.max(countThings(pushed, 'chat'), countRows(reply.page, 'chat'))
  const messages = Math.max(countThings(pushed, 'message'), countRows(reply.page, 'message'))
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

type RawChange = NonNullable<SyncRequest['changes']>[number]

/** What the changes that took effect now are about, each thing once; repeats and refusals are not counted. */
const thingsIn = (request: SyncRequest, reply: RoundReply): readonly string[] => {
  const effective = new Set(
    reply.results
      .filter(({ outcome }) => outcome === 'applied' || outcome === 'conflict')
      .map(({ changeId }) => changeId),
  )
  const changes = (request.changes ?? []).filter(({ changeId }) => effective.has(changeId))
  return [...new Set(changes.map(thingOf))]
}

/** `chat <id>`, `message <id>`; a row that is brought back names its entity itself. */
const thingOf = (change: RawChange): string => {
  const row = change['row']
  if (change['kind'] === 'restore') return `${textIn(row, 'entity')} ${textIn(row, 'id')}`
  const entity = String(change['kind']).split('.')[0] ?? ''
  return `${entity} ${textIn(change, `${entity}Id`) ?? textIn(change[entity], 'id')}`
}

const textIn = (of: unknown, name: string): string | undefined => {
  if (typeof of !== 'object' || of === null) return undefined
  const value: unknown = Reflect.get(of, name)
  return typeof value === 'string' ? value : undefined
}

const countThings = (things: readonly string[], entity: string): number =>
  things.filter((thing) => thing.startsWith(`${entity} `)).length

/**
 * Quotes inside a text are escaped in JSON, so only a field looks like this; and what a message or a
 * conflict carries besides is stored with its keys in another order: `id` before `entity`.
 */
const countRows = (page: PageText, entity: 'chat' | 'message'): number =>
  page.rowsJson.match(new RegExp(`"entity" ?: ?"${entity}", ?"id"`, 'g'))?.length ?? 0
