/** Makes a draft fit for every store: half characters replaced, long names cut, so that nothing is refused for its form. */

import type { Attachment } from '../protocol/attachment.ts'
import { MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from '../protocol/limits.ts'
import type { NewMessage } from '../protocol/message.ts'
import { makeStorable } from '../protocol/text.ts'
import type { ChangeDraft } from './change-draft.ts'

/** At most `limit` UTF-16 units, never ending in half a character. */
export const cutText = (text: string, limit: number): string => {
  const whole = makeStorable(text)
  if (whole.length <= limit) return whole
  const last = whole.charCodeAt(limit - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return whole.slice(0, isHalf ? limit - 1 : limit)
}

export const storableDraft = (draft: ChangeDraft): ChangeDraft => {
  switch (draft.kind) {
    case 'chat.create':
      return { ...draft, chat: { ...draft.chat, title: cutTitle(draft.chat.title) } }
    case 'folder.create':
      return { ...draft, folder: { ...draft.folder, name: cutName(draft.folder.name) } }
    case 'message.append':
      return { ...draft, message: storableMessage(draft.message) }
    case 'chat.set':
    case 'folder.set':
    case 'message.set':
      return storableSet(draft)
    case 'chat.purge':
    case 'folder.purge':
    case 'conflict.resolve':
      return draft
  }
}

const cutTitle = (text: string): string => cutText(text, MAX_TITLE_LENGTH)
const cutName = (text: string): string => cutText(text, MAX_NAME_LENGTH)

type SetDraft = Extract<ChangeDraft, { kind: 'chat.set' | 'folder.set' | 'message.set' }>

const storableSet = (draft: SetDraft): SetDraft => {
  if (draft.field === 'title') return { ...draft, value: cutTitle(draft.value) }
  if (draft.field === 'name') return { ...draft, value: cutName(draft.value) }
  return draft.field === 'content' ? { ...draft, value: makeStorable(draft.value) } : draft
}

const storableMessage = (message: NewMessage): NewMessage => ({
  ...message,
  content: makeStorable(message.content),
  ...(typeof message.model === 'string' && { model: cutName(message.model) }),
  ...(message.attachments && { attachments: message.attachments.map(storableAttachment) }),
  ...(message.metadata && { metadata: storableJson(message.metadata) }),
})

const storableAttachment = (attachment: Attachment): Attachment => ({
  ...attachment,
  name: cutName(attachment.name),
  mime: cutName(attachment.mime),
})

type Metadata = NonNullable<NewMessage['metadata']>
type Json = Metadata[string]

const storableJson = (metadata: Metadata): Metadata =>
  Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [makeStorable(key), storableValue(value)]),
  )

const storableValue = (value: Json): Json => {
  if (typeof value === 'string') return makeStorable(value)
  if (Array.isArray(value)) return value.map(storableValue)
  return typeof value === 'object' && value !== null ? storableJson(value) : value
}
