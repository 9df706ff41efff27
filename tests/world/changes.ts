/** Changes as a device writes them, for tests that speak the wire themselves. */

import { randomUUID } from 'node:crypto'

export interface WireChange {
  readonly changeId: string
  readonly seq: number
  readonly editedAt: number
  readonly kind: string
  readonly [field: string]: unknown
}

/** Numbers the changes of one device from 1, as the protocol wants it. */
export const createNumbering = () => {
  let seq = 0
  const header = () => {
    seq += 1
    return { changeId: randomUUID(), seq, editedAt: Date.now() }
  }
  return {
    createChat: (id: string = randomUUID(), title = 'A chat'): WireChange => ({
      ...header(),
      kind: 'chat.create',
      chat: { id, title, timestamp: Date.now() },
    }),
    append: (chatId: string, content: string, id: string = randomUUID()): WireChange => ({
      ...header(),
      kind: 'message.append',
      message: { id, chatId, parentId: null, role: 'user', content, timestamp: Date.now() },
    }),
    other: (kind: string, fields: Readonly<Record<string, unknown>> = {}): WireChange => ({
      ...header(),
      kind,
      ...fields,
    }),
  }
}
