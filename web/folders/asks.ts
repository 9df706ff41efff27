/** What a menu, key or button asks for that needs a dialog about folders; one at a time. */

import type { ChatId, FolderId } from '../../db/protocol/ids.ts'

export type FolderAsk =
  | {
      readonly kind: 'move-chats'
      readonly chatIds: readonly ChatId[]
      /** When they are on their way. */
      readonly onMoved?: () => void
    }
  | { readonly kind: 'move-folder' | 'delete-folder'; readonly folderId: FolderId }

let asked: FolderAsk | null = null
const listeners = new Set<() => void>()

export const askedNow = (): FolderAsk | null => asked

export const watchAsks = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const askAbout = (ask: FolderAsk | null): void => {
  asked = ask
  for (const listener of listeners) listener()
}
