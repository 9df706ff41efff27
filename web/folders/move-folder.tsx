/** Asks into which other folder a folder goes; one that holds folders stays where it is. */

import { listFolders } from '../../db/device/folders.ts'
import type { FolderId } from '../../db/protocol/ids.ts'
import { useLive } from '../session/use-home.ts'
import { ChooseFolder } from './choose-folder.tsx'
import { nameOf } from './deed-words.ts'
import { homesFor, treeOf } from './folder-tree.ts'
import { useFolderActs } from './use-folder-acts.ts'

interface MoveFolderProps {
  readonly folderId: FolderId
  readonly onClose: () => void
}

export const MoveFolder = ({ folderId, onClose }: MoveFolderProps) => {
  const folders = useLive(listFolders, [])
  const { move } = useFolderActs()
  const folder = folders?.find(({ id }) => id === folderId)
  if (folders === undefined || folder === undefined) return null
  const tree = treeOf(folders)
  const parent = tree.find(({ inside }) => inside.some(({ id }) => id === folderId))
  return (
    <ChooseFolder
      title={`Move folder “${nameOf(folder)}”`}
      none="No folder, beside the others"
      lines={homesFor(tree, folderId).map((home) => ({ folder: home, level: 1 }))}
      now={parent?.folder.id ?? null}
      isNewOffered={false}
      onChoose={(parentId) => {
        onClose()
        void move(folder, parentId)
      }}
      onClose={onClose}
    />
  )
}
