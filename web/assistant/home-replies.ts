/** The replies of whoever is signed in here: made with the home, minded at its start, let go of with it. */

import { newId } from '../../db/device/new-id.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { onFlushDrafts } from '../chats/draft-flush.ts'
import { writeQuietly } from '../chats/use-write.ts'
import { homeState, watchHome, type Home } from '../session/home.ts'
import { announce } from '../ui/announce.ts'
import { createAsk } from './ask.ts'
import { hasAssistant, learnAssistant, noteAssistant } from './capability.ts'
import { createReplies, type Replies } from './replies.ts'

const made = new WeakMap<Home, Replies>()

/** Null where nobody is signed in: then there is nobody to answer for. */
export const repliesOf = (home: Home): Replies | null => {
  if (home.identity === null) return null
  const known = made.get(home)
  if (known !== undefined) return known
  const { database, identity } = home
  const ask = createAsk({ fetch: (path, init) => fetch(path, init), userId: identity.userId })
  const replies = createReplies({
    database,
    ask: async (question) => {
      const end = await ask(question)
      if (end.kind === 'fault' && end.fault.code === 'not_found') noteAssistant(false)
      return end
    },
    write: (draft) => writeQuietly(home, draft),
    locks: navigator.locks,
    now: Date.now,
    newId,
    announce,
    beforePaint,
  })
  made.set(home, replies)
  return replies
}

/** A page that nobody sees has no pictures. */
const UNSEEN_MS = 500

const beforePaint = (act: () => void): void => {
  if (document.visibilityState === 'visible') requestAnimationFrame(act)
  else setTimeout(act, UNSEEN_MS)
}

/** A message of this person was sent: somebody answers it, where there is somebody. */
export const answer = async (
  home: Home,
  place: { readonly chatId: ChatId; readonly parentId: MessageId },
): Promise<void> => {
  if (hasAssistant() && navigator.onLine) await repliesOf(home)?.ask(place)
}

/** From the start of the page to its end, whoever signs in or out meanwhile. */
export const keepAnswering = (): void => {
  let current: Replies | null = null
  const look = (): void => {
    const state = homeState()
    const next = state.kind === 'open' ? repliesOf(state.home) : null
    if (next === current) return
    current?.close()
    current = next
    if (next === null) return
    void next.mindAll()
    void learnAssistant()
  }
  const keepAll = async (): Promise<void> => current?.keepAll()
  watchHome(look)
  look()
  window.addEventListener('online', () => {
    if (current !== null) void learnAssistant()
  })
  onFlushDrafts(keepAll)
  window.addEventListener('pagehide', () => void keepAll())
  document.addEventListener('visibilitychange', () => void keepAll())
}
