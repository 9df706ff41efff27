/** The two ways out of the trash: back, and for good. */

import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { draftsOfRestoring, type TrashedFolder } from '../../db/device/folder-trash.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { draftsOfEmptying, draftsOfErasing } from '../../db/device/trash.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { useChatActs } from '../chats/use-chat-acts.ts'
import { useWrite } from '../chats/use-write.ts'
import { nameOf } from '../folders/deed-words.ts'
import { useHome } from '../session/use-home.ts'
import { countWords } from '../ui/count-words.ts'
import { showToast } from '../ui/toasts.ts'

export const titleOf = ({ title }: ChatRecord): string => (title === '' ? UNTITLED : title)

/** What comes back or goes with a folder; undefined where nothing does. */
export const alongWords = ({ chats }: TrashedFolder): string | undefined =>
  chats === 0 ? undefined : countWords(chats, 'chat')

const say = (text: string): void => showToast({ id: 'trash', text, durationMs: 6000 })

export const useTrashActs = () => {
  const { database } = useHome()
  const write = useWrite()
  const { restore } = useChatActs()

  /** In steps, until there is nothing left to erase. */
  const eraseStepwise = async (next: () => Promise<readonly ChangeDraft[]>): Promise<boolean> => {
    for (;;) {
      const drafts = await next()
      if (drafts.length === 0) return true
      if (!(await write(drafts))) return false
    }
  }
  return {
    restore: async (chat: ChatRecord) => {
      if (await restore(chat.id)) say(`“${titleOf(chat)}” is back in your chats.`)
    },
    restoreFolder: async (trashed: TrashedFolder) => {
      if (!(await write(await draftsOfRestoring(database, trashed.folderIds)))) return
      const along = alongWords(trashed)
      say(`“${nameOf(trashed.folder)}” is back${along === undefined ? '' : ` with ${along}`}.`)
    },
    erase: async (chat: ChatRecord) => {
      if (await write({ kind: 'chat.purge', chatId: chat.id })) say('Chat erased.')
    },
    eraseFolder: async ({ folderIds }: TrashedFolder) => {
      if (await eraseStepwise(() => draftsOfErasing(database, folderIds))) say('Folder erased.')
    },
    eraseAll: async () => {
      if (await eraseStepwise(() => draftsOfEmptying(database))) say('The trash is empty.')
    },
  }
}
