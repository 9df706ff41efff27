/** A block of messages as the search reads it: their folded text in one piece, and beside it what narrows a search. Pure. */

import { foldText } from './fold-text.ts'
import type { MessageBlock, MessageRecord, SearchBlockRecord } from './records.ts'
import { hasAll } from './search-words.ts'

export interface SearchQuery {
  /** From `readWords`; all of them must be there. */
  readonly words: readonly string[]
  readonly role?: 'user' | 'assistant'
  /** Only messages of this moment (ms) or later. */
  readonly from?: number
  readonly hasCode?: boolean
  readonly hasAttachment?: boolean
  /** Only chats of these folders. */
  readonly folderIds?: readonly string[]
}

const BETWEEN = '\0'
const FENCE = '```'
const ROLES: Readonly<Record<string, string>> = { user: 'u', assistant: 'a' }

type Message = Pick<MessageRecord, 'role' | 'content' | 'timestamp' | 'isDeleted' | 'attachments'>

/** Whoever makes it otherwise raises the version of the tables, and clears those that are there. */
export const searchTextOf = ({ chatId, index, messages }: MessageBlock): SearchBlockRecord => ({
  chatId,
  index,
  text: messages
    .map(({ content, isDeleted }) => (isDeleted ? '' : plain(foldText(content))))
    .join(BETWEEN),
  roles: messages.map(({ role }) => ROLES[role] ?? '-').join(''),
  files: messages.map(({ attachments }) => (attachments.length > 0 ? 'f' : '-')).join(''),
  times: messages.map(({ timestamp }) => timestamp),
})

const plain = (folded: string): string =>
  folded.includes(BETWEEN) ? folded.replaceAll(BETWEEN, ' ') : folded

/** Which messages of the block are looked for, by their places in it. */
export const findInText = (
  { text, roles, files, times }: SearchBlockRecord,
  { words, role, from, hasCode, hasAttachment }: SearchQuery,
): readonly number[] => {
  if (!hasAll(text, words)) return []
  const parts = text.split(BETWEEN)
  const isWanted = (at: number): boolean =>
    (from === undefined || (times[at] ?? 0) >= from) &&
    (role === undefined || roles[at] === ROLES[role]) &&
    (hasAttachment !== true || files[at] === 'f')
  return times.flatMap((_, at) => {
    const part = parts[at] ?? ''
    const isCode = hasCode !== true || part.includes(FENCE)
    return isWanted(at) && isCode && hasAll(part, words) ? [at] : []
  })
}

/** The same of one message that lies in no block. */
export const isFound = (message: Message, query: SearchQuery): boolean =>
  !message.isDeleted &&
  (query.role === undefined || message.role === query.role) &&
  (query.from === undefined || message.timestamp >= query.from) &&
  (query.hasCode !== true || message.content.includes(FENCE)) &&
  (query.hasAttachment !== true || message.attachments.length > 0) &&
  hasAll(foldText(message.content), query.words)
