/** Asks into which folder chats go. */

import { readChats } from '../../db/device/chats.ts'
import { listFolders } from '../../db/device/folders.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { ChatId, FolderId } from '../../db/protocol/ids.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { useChatActs } from '../chats/use-chat-acts.ts'
import { useLive } from '../session/use-home.ts'
import { countWords } from '../ui/count-words.ts'
import { ChooseFolder } from './choose-folder.tsx'
import { linesOf, treeOf } from './folder-tree.ts'

interface MoveChatsProps {
  readonly chatIds: readonly ChatId[]
  readonly onMoved: (() => void) | undefined
  readonly onClose: () => void
}

/** Where several are now is only told where there are few enough to look. */
const LOOKED_AT = 200

const readStart = async (database: ChatDatabase, chatIds: readonly ChatId[]) => {
  const folders = await listFolders(database)
  const chats = await readChats(database, chatIds.slice(0, LOOKED_AT))
  const lines = linesOf(treeOf(folders))
  const [first] = chats
  const isOne =
    chats.length === chatIds.length && chats.every((chat) => chat.folderId === first?.folderId)
  const isHere = lines.some(({ folder }) => folder.id === first?.folderId)
  const now = isOne && isHere && first !== undefined ? first.folderId : null
  return { lines, now, title: first?.title ?? '' }
}

export const MoveChats = ({ chatIds, onMoved, onClose }: MoveChatsProps) => {
  const start = useLive((database) => readStart(database, chatIds), [chatIds])
  const { setAll } = useChatActs()
  if (start === undefined) return null
  const { lines, now, title } = start
  const named = title === '' ? UNTITLED : `“${title}”`
  const choose = async (folderId: FolderId | null) => {
    onClose()
    if (await setAll(chatIds, { field: 'folderId', value: folderId })) onMoved?.()
  }
  return (
    <ChooseFolder
      title={`Move ${chatIds.length === 1 ? named : countWords(chatIds.length, 'chat')}`}
      none="No folder"
      lines={lines}
      now={now}
      isNewOffered
      onChoose={(folderId) => void choose(folderId)}
      onClose={onClose}
    />
  )
}
