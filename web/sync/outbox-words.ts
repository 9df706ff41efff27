/** What a change in the outbox does, in words; pure. */

import type { OutboxLine } from '../../db/device/outbox.ts'
import { countWords } from '../ui/count-words.ts'
import { waitWords } from '../ui/time-words.ts'

const FIELDS: Readonly<Record<string, string>> = {
  title: 'New title for',
  name: 'New name for',
  folderId: 'Move of',
  parentId: 'Move of',
  pinned: 'Pin of',
  archived: 'Archiving of',
  deleted: 'Deletion of',
  syncMode: 'Where to keep',
  status: 'Progress in',
  content: 'Text in',
}

type Sayable = Pick<OutboxLine, 'kind' | 'field' | 'name' | 'value'>

const UNDONE: Readonly<Record<string, string>> = {
  deleted: 'Restoring of',
  pinned: 'Unpinning of',
  archived: 'Unarchiving of',
}

export const lineWords = (line: Sayable): string => {
  const { name } = line
  return `${actWords(line)} ${name === null || name === '' ? 'a chat' : `“${name}”`}`
}

/** One case a kind: the switch is the table. */
// oxlint-disable-next-line complexity
const actWords = ({ kind, field, value }: Sayable): string => {
  switch (kind) {
    case 'chat.create':
      return 'New chat'
    case 'message.append':
      return 'Message in'
    case 'folder.create':
      return 'New folder'
    case 'message.set':
      return field === 'deleted' ? 'Message deleted in' : 'Message changed in'
    case 'chat.set':
    case 'folder.set':
      return (value === false ? UNDONE[field ?? ''] : FIELDS[field ?? '']) ?? 'Change to'
    case 'chat.purge':
    case 'folder.purge':
      return 'Erasing of'
    case 'conflict.resolve':
      return 'Choice in a conflict about'
    case 'restore':
      return 'Bringing back of'
    case 'void':
      return 'A number not used in'
  }
}

interface Prospects {
  readonly retryAt: number | null
  readonly isPaused: boolean
  readonly isOnline: boolean
  readonly now: number
}

/** How a change fares: "tried 3 times · next try in 28 s", and what the server said of it. */
export const progressWords = (
  { state, tries, fault, isOwn }: Pick<OutboxLine, 'state' | 'tries' | 'fault' | 'isOwn'>,
  prospects: Prospects,
): { readonly progress: string; readonly error: string | null } => {
  const error = fault?.message ?? null
  if (state === 'parked') return { progress: 'not sent', error }
  const parts = [
    isOwn ? '' : 'goes back to the cloud by itself',
    tries > 0 ? `tried ${countWords(tries, 'time')}` : '',
    nextTry(prospects),
  ]
  return { progress: parts.filter((part) => part !== '').join(' · '), error }
}

const nextTry = ({ retryAt, isPaused, isOnline, now }: Prospects): string => {
  if (isPaused) return 'paused'
  if (!isOnline) return 'when you are online'
  return retryAt === null || retryAt <= now ? '' : `next try in ${waitWords(retryAt - now)}`
}

/** What is asked before `chosen` changes are discarded, which take `all` with them. */
export const discardWords = (
  chosen: number,
  all: number,
): { readonly title: string; readonly text: string; readonly act: string } => {
  const isOne = chosen === 1
  const more = all - chosen
  const it = isOne ? 'it' : 'them'
  const text = isOne
    ? 'Delete this unsent change from this device? It is not in the cloud.'
    : 'Delete these unsent changes from this device? They are not in the cloud.'
  return {
    title: isOne ? 'Discard this change?' : `Discard ${countWords(chosen, 'change')}?`,
    text:
      more <= 0
        ? text
        : `${text} ${countWords(more, 'more change goes', 'more changes go')} with ${it}, because ${more === 1 ? 'it' : 'they'} cannot be without ${it}.`,
    act: all > 1 ? `Discard ${countWords(all, 'change')}` : 'Discard',
  }
}
