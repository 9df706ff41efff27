/** Asks what becomes of the chats of a folder that is deleted; an empty one goes at once. */

import { useEffect, useRef, useState } from 'react'
import type { ChatDatabase } from '../../db/device/database.ts'
import { countInside } from '../../db/device/folder-trash.ts'
import { listFolders } from '../../db/device/folders.ts'
import type { FolderId } from '../../db/protocol/ids.ts'
import { useLive } from '../session/use-home.ts'
import { Button } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { nameOf } from './deed-words.ts'
import { treeOf } from './folder-tree.ts'
import { useFolderActs } from './use-folder-acts.ts'

interface DeleteFolderProps {
  readonly folderId: FolderId
  readonly onClose: () => void
}

const readDoomed = async (database: ChatDatabase, folderId: FolderId) => {
  const tree = treeOf(await listFolders(database))
  const branch = tree.find(({ folder }) => folder.id === folderId)
  const folder =
    branch?.folder ?? tree.flatMap(({ inside }) => inside).find(({ id }) => id === folderId)
  const folderIds = [folderId, ...(branch?.inside ?? []).map(({ id }) => id)]
  return { folder, folderIds, count: await countInside(database, folderIds) }
}

export const DeleteFolder = ({ folderId, onClose }: DeleteFolderProps) => {
  const doomed = useLive((database) => readDoomed(database, folderId), [folderId])
  const [isWithChats, setIsWithChats] = useState(false)
  const { remove } = useFolderActs()
  const isDone = useRef(false)
  const isEmpty = doomed !== undefined && doomed.count === 0 && doomed.folderIds.length === 1
  useEffect(() => {
    if (!isEmpty || isDone.current) return
    isDone.current = true
    onClose()
    if (doomed.folder !== undefined) void remove(doomed.folder, doomed.folderIds, false)
  })
  if (doomed?.folder === undefined || isEmpty) return null
  const { folder, folderIds, count } = doomed
  const inside = folderIds.length - 1
  return (
    <Dialog
      title={<bdi>Delete folder “{nameOf(folder)}”?</bdi>}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose()
              void remove(folder, isWithChats ? folderIds : [folder.id], isWithChats)
            }}
          >
            Delete
          </Button>
        </>
      }
    >
      <p className="pb-2">{holdingWords(count, inside)}</p>
      <fieldset className="-mx-3">
        <legend className="sr-only">What becomes of what is in it</legend>
        <Fate
          words="Keep what is in it"
          detail={count === 0 ? 'The folders inside stay.' : 'The chats stay among all chats.'}
          isChosen={!isWithChats}
          onChoose={() => setIsWithChats(false)}
          isFirst
        />
        <Fate
          words="Move all of it to the trash"
          detail="What is in it can be brought back together with the folder."
          isChosen={isWithChats}
          onChoose={() => setIsWithChats(true)}
        />
      </fieldset>
    </Dialog>
  )
}

const holdingWords = (chats: number, folders: number): string => {
  const parts = [
    ...(chats > 0 ? [countWords(chats, 'chat')] : []),
    ...(folders > 0 ? [countWords(folders, 'folder')] : []),
  ]
  return `It holds ${parts.join(' and ')}.`
}

interface FateProps {
  readonly words: string
  readonly detail: string
  readonly isChosen: boolean
  readonly isFirst?: boolean
  readonly onChoose: () => void
}

const Fate = ({ words, detail, isChosen, isFirst = false, onChoose }: FateProps) => (
  <label className="flex min-h-11 cursor-pointer items-start gap-3 rounded-xl px-3 py-2 hover:bg-chip has-focus-visible:bg-chip">
    <input
      type="radio"
      name="fate"
      checked={isChosen}
      onChange={onChoose}
      {...(isFirst ? { 'data-first': true } : {})}
      className="mt-0.5 size-4.5 shrink-0 accent-info"
    />
    <span>
      {words}
      <span className="block text-small text-neutral">{detail}</span>
    </span>
  </label>
)
