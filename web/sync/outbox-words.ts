/** What a change in the outbox does, in words; pure. */

import type { OutboxLine } from '../../db/device/outbox.ts'

const FIELDS: Readonly<Record<string, string>> = {
  title: 'New title for',
  name: 'New name for',
  folderId: 'Move of',
  parentId: 'Move of',
  pinned: 'Pin of',
  archived: 'Archiving of',
  deleted: 'Deletion of',
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
      return 'Erasing of'
    case 'conflict.resolve':
      return 'Choice in a conflict about'
    case 'restore':
      return 'Bringing back of'
    case 'void':
      return 'A number not used in'
  }
}
