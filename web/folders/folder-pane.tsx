/** What stands over the chats of the list: all chats, the folders as a tree, and the archive. */

import { Archive, ChevronRight, FolderPlus, MessagesSquare } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { InlineTitle } from '../chats/inline-title.tsx'
import { IconButton } from '../ui/button.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { letRowsBeCarried } from './drag.ts'
import { EmptyPlace } from './empty-place.tsx'
import { setFolded, useFolded } from './folded.ts'
import { FolderLine } from './folder-line.tsx'
import { linesOf, type TreeLine } from './folder-tree.ts'
import { ALL, ARCHIVE, addressOf } from './list-address.ts'
import { PlaceLine } from './place-line.tsx'
import { letRowsBeSelected } from './select-rows.ts'
import { keepTreeLines, treeHeight } from './tree-height.ts'
import { useFolders, type Folders } from './use-folders.ts'
import { useListAddress } from './use-list-address.ts'
import { useTreeActs } from './use-tree-acts.ts'

interface FolderPaneProps {
  readonly isView: boolean
  /** Nothing is listed under it. */
  readonly isBare: boolean
}

export const FolderPane = ({ isView, isBare }: FolderPaneProps) => {
  useEffect(letRowsBeCarried, [])
  useEffect(letRowsBeSelected, [])
  const folders = useFolders()
  const address = useListAddress()
  if (folders === undefined) return <div style={{ minHeight: treeHeight() }} />
  const { tree, all, archived } = folders
  if (isBare && address === ALL && tree.length === 0 && all + archived === 0) return <NoTree />
  return (
    <>
      <Tree folders={folders} address={address} isView={isView} />
      {isBare && address !== ALL && <EmptyPlace address={address} />}
    </>
  )
}

const NoTree = () => {
  useEffect(() => keepTreeLines(0), [])
  return null
}

interface TreeProps {
  readonly folders: Folders
  readonly address: string
  readonly isView: boolean
}

const Tree = ({ folders, address, isView }: TreeProps) => {
  const { tree, counts, all, archived } = folders
  const folded = useFolded()
  const { isShown, show } = shownAs(isView, folded)
  const lines = isShown ? linesOf(tree, folded) : []
  const nav = useRef<HTMLElement>(null)
  const acts = useTreeActs(nav, lines)
  const { isArchiveShown, isSplit, height, place } = placesOf({ folders, lines, address, isShown })
  useEffect(() => keepTreeLines(height), [height])
  const newIn = (parentId: TreeLine['folder']['id'] | null) =>
    acts.isNewIn(parentId) && (
      <NewLine isInside={parentId !== null} onEnd={(name) => void acts.endNew(name, parentId)} />
    )
  return (
    // It listens to the keys of the links inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <nav ref={nav} aria-label="Folders" onKeyDown={acts.onKeyDown} className="pt-1">
      <Heading
        isView={isView}
        isShown={tree.length + archived === 0 ? null : isShown}
        onShow={show}
        onNew={() => {
          show(true)
          acts.begin()
        }}
      />
      <ul>
        {isSplit && (
          <PlaceLine
            {...place(ALL)}
            words="All chats"
            Icon={MessagesSquare}
            count={all}
            deed={{ field: 'folderId', value: null }}
          />
        )}
        {newIn(null)}
        {lines.map((line) => (
          <FolderLine
            key={line.folder.id}
            {...place(addressOf(line.folder.id))}
            line={line}
            count={counts.get(line.folder.id) ?? 0}
            isRenaming={acts.isRenaming(line.folder.id)}
            onAct={(move) => acts.act(line, move)}
            onRenamed={(name, byKey) => acts.endRename(line.folder.id, name, byKey)}
            below={newIn(line.folder.id)}
          />
        ))}
        {isArchiveShown && (
          <PlaceLine
            {...place(ARCHIVE)}
            words="Archive"
            Icon={Archive}
            count={archived}
            deed={{ field: 'archived', value: true }}
          />
        )}
      </ul>
    </nav>
  )
}

interface Placed {
  readonly folders: Folders
  readonly lines: readonly TreeLine[]
  readonly address: string
  readonly isShown: boolean
}

/** What stands beside the folders, and which line is the chosen one. */
const placesOf = ({ folders, lines, address, isShown }: Placed) => {
  const isArchiveShown = isShown && (folders.archived > 0 || address === ARCHIVE)
  const isSplit = lines.length > 0 || isArchiveShown || address !== ALL
  const stop = stopOf(lines, address)
  return {
    isArchiveShown,
    isSplit,
    /** In lines, with the heading. */
    height: 1 + Number(isSplit) + lines.length + Number(isArchiveShown),
    place: (at: string) => ({ address: at, isChosen: address === at, isTabStop: stop === at }),
  }
}

/** Whether all of it is folded up; a phone has little room, so there it is until somebody unfolds it. */
const shownAs = (isView: boolean, folded: ReadonlySet<string>) => {
  const key = isView ? 'shown' : 'hidden'
  return {
    isShown: folded.has(key) === isView,
    show: (isWanted: boolean) => setFolded(key, isWanted === isView),
  }
}

interface HeadingProps {
  readonly isView: boolean
  /** Null where there is nothing to unfold. */
  readonly isShown: boolean | null
  readonly onShow: (isWanted: boolean) => void
  readonly onNew: () => void
}

const Heading = ({ isView, isShown, onShow, onNew }: HeadingProps) => {
  const Level = isView ? 'h2' : 'h3'
  return (
    <div className="flex items-center justify-between">
      <Level className="min-w-0 flex-1 text-caption font-medium text-neutral">
        {isShown === null ? (
          <span className="px-3">Folders</span>
        ) : (
          <button
            type="button"
            aria-expanded={isShown}
            onClick={() => onShow(!isShown)}
            className="flex min-h-11 w-full items-center gap-1 rounded-2xl px-3 -outline-offset-2 hover:bg-chip"
          >
            Folders
            <ChevronRight
              size={15}
              aria-hidden
              className={joinClasses(
                'transition-transform',
                isShown ? 'rotate-90' : 'rtl:-scale-x-100',
              )}
            />
          </button>
        )}
      </Level>
      <IconButton data-new label="New folder" onClick={onNew}>
        <FolderPlus size={19} aria-hidden />
      </IconButton>
    </div>
  )
}

interface NewLineProps {
  readonly isInside: boolean
  readonly onEnd: (name: string | null) => void
}

const NewLine = ({ isInside, onEnd }: NewLineProps) => (
  <li className={joinClasses('flex py-0.5', isInside && 'ms-5')}>
    <InlineTitle title="" isFolder className="text-body" onEnd={onEnd} />
  </li>
)

/** The one line that Tab goes to: what is chosen, or the first. */
const stopOf = (lines: readonly TreeLine[], address: string): string => {
  const isThere =
    address === ARCHIVE || lines.some(({ folder }) => addressOf(folder.id) === address)
  return isThere ? address : ALL
}
