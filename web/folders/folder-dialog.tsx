/** The dialog about folders that was asked for. */

import { askAbout, type FolderAsk } from './asks.ts'
import { DeleteFolder } from './delete-folder.tsx'
import { MoveChats } from './move-chats.tsx'
import { MoveFolder } from './move-folder.tsx'

const close = () => askAbout(null)

export const FolderDialog = ({ ask }: { readonly ask: FolderAsk }) => {
  switch (ask.kind) {
    case 'move-chats':
      return <MoveChats chatIds={ask.chatIds} onMoved={ask.onMoved} onClose={close} />
    case 'move-folder':
      return <MoveFolder folderId={ask.folderId} onClose={close} />
    case 'delete-folder':
      return <DeleteFolder folderId={ask.folderId} onClose={close} />
  }
}
