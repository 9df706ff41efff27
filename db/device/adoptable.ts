/** What was written on this device before signing in, as a person is shown it before it joins an account. */

import { utf8Length } from '../protocol/text.ts'
import { listChats } from './chats.ts'
import type { ChatDatabase } from './database.ts'

export interface Adoptable {
  readonly chats: number
  readonly messages: number
  /** Bytes of the messages' text. */
  readonly bytes: number
  readonly drafts: number
  /** Of the newest chats, a few. */
  readonly titles: readonly string[]
}

const TITLES = 5

export const countAdoptable = async (localDb: ChatDatabase): Promise<Adoptable> => {
  let messages = 0
  let bytes = 0
  const counting = localDb.messages.each(({ content, isDeleted }) => {
    if (isDeleted) return
    messages += 1
    bytes += utf8Length(content)
  })
  const [chats, drafts, newest] = await Promise.all([
    localDb.chats.filter((chat) => !chat.isPurged && !chat.isDeleted).count(),
    localDb.drafts.count(),
    listChats(localDb, { shelf: 'open', limit: TITLES }),
    counting,
  ])
  return { chats, messages, bytes, drafts, titles: newest.map(({ title }) => title) }
}
