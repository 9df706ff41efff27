/** 64 people at once, each pushing a chat of ten messages and then the next, for as long as told. */

import { newId } from '../../db/device/new-id.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { type FullChat, makeChats } from './rows.ts'

export const PEOPLE = 64
export const MESSAGES_A_PUSH = 10
export const ROWS_A_PUSH = MESSAGES_A_PUSH + 1
const TEMPLATES = 64

/** How long each push took, ms, and for how long all of it went on. */
export interface Load {
  readonly times: readonly number[]
  readonly seconds: number
}

const templates: readonly FullChat[] = makeChats({
  messages: TEMPLATES * MESSAGES_A_PUSH,
  chatLength: MESSAGES_A_PUSH,
  seed: 11,
})

let taken = 0

/** A chat that nobody has yet: writing its text again would cost more than sending it. */
const nextChat = (): FullChat => {
  const template = templates[(taken += 1) % TEMPLATES]
  if (template === undefined) throw new Error('there is no chat to send')
  const timestamp = Date.now()
  const chat = { ...template.chat, id: idOf(newId()), timestamp }
  const ids = template.messages.map(() => idOf(newId()))
  const messages = template.messages.map(({ role, content, id }, at) => ({
    id: ids[at] ?? id,
    chatId: chat.id,
    parentId: ids[at - 1] ?? null,
    role,
    content,
    timestamp,
  }))
  return { chat, messages }
}

/** Everybody sends one chat after the other until the time is up. */
export const loadWith = async (
  send: (person: number, chat: FullChat) => Promise<void>,
  seconds: number,
): Promise<Load> => {
  const times: number[] = []
  const begin = performance.now()
  const end = begin + seconds * 1000
  const people = Array.from({ length: PEOPLE }, async (_, person) => {
    while (performance.now() < end) {
      const chat = nextChat()
      const from = performance.now()
      await send(person, chat)
      times.push(performance.now() - from)
    }
  })
  await Promise.all(people)
  return { times, seconds: (performance.now() - begin) / 1000 }
}
