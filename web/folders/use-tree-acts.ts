/** What is being written in the tree of folders, what its lines ask for, and where the focus goes then. */

import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { FolderId } from '../../db/protocol/ids.ts'
import { askMode } from '../modes/asks.ts'
import { askAbout } from './asks.ts'
import { setFolded } from './folded.ts'
import type { TreeLine } from './folder-tree.ts'
import { addressOf } from './list-address.ts'
import { moveInTree, type TreeMove } from './tree-moves.ts'
import { useFolderActs } from './use-folder-acts.ts'

/** A new folder inside another or at the root, or another name. */
type Writing =
  | { readonly kind: 'new'; readonly parentId: FolderId | null }
  | { readonly kind: 'name'; readonly folderId: FolderId }

export const useTreeActs = (nav: RefObject<HTMLElement | null>, lines: readonly TreeLine[]) => {
  const [writing, setWriting] = useState<Writing | null>(null)
  const { create, rename } = useFolderActs()
  const focusLine = useFocusLine(nav)

  const act = ({ folder, isOpen }: TreeLine, move: TreeMove): void => {
    const { id } = folder
    if (move === 'rename') setWriting({ kind: 'name', folderId: id })
    else if (move === 'delete') askAbout({ kind: 'delete-folder', folderId: id })
    else if (move === 'move') askAbout({ kind: 'move-folder', folderId: id })
    else if (move === 'sync') askMode({ entity: 'folder', id })
    else if (move === 'inside') {
      setFolded(id, false)
      setWriting({ kind: 'new', parentId: id })
    } else if (isOpen !== null) setFolded(id, move === 'fold')
  }
  const endNew = async (name: string | null, parentId: FolderId | null): Promise<void> => {
    setWriting(null)
    const made = name === null ? null : await create(name, parentId)
    if (made !== null) focusLine(addressOf(made))
    else if (parentId !== null) focusLine(addressOf(parentId))
    else nav.current?.querySelector<HTMLElement>('[data-new]')?.focus()
  }
  return {
    act,
    begin: () => setWriting({ kind: 'new', parentId: null }),
    isNewIn: (parentId: FolderId | null) =>
      writing?.kind === 'new' && writing.parentId === parentId,
    isRenaming: (id: FolderId) => writing?.kind === 'name' && writing.folderId === id,
    endNew,
    endRename: (id: FolderId, name: string | null, byKey: boolean) => {
      setWriting(null)
      if (name !== null) void rename(id, name)
      if (byKey) focusLine(addressOf(id))
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const asked = moveInTree(event)
      const line = lines.find(({ folder }) => folder.id === asked?.id)
      if (asked !== null && line !== undefined) act(line, asked.move)
    },
  }
}

/** Puts the focus on a line, now or when it has come. */
const useFocusLine = (nav: RefObject<HTMLElement | null>) => {
  const [wanted, setWanted] = useState<string | null>(null)
  const done = useRef<string>(null)
  useEffect(() => {
    if (wanted === null || done.current === wanted) return
    const line = nav.current?.querySelector<HTMLElement>(`a[href="${wanted}"]`)
    if (line === null || line === undefined) return
    line.focus()
    done.current = wanted
  })
  return (address: string) => {
    done.current = null
    setWanted(address)
  }
}
