/** A folder over the list: its name, what it holds, and its menu. */

import {
  ChevronRight,
  Folder,
  FolderInput,
  FolderPlus,
  Pencil,
  RefreshCw,
  Trash2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { InlineTitle } from '../chats/inline-title.tsx'
import { useHome } from '../session/use-home.ts'
import { IconButton } from '../ui/button.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { Menu } from '../ui/menu.tsx'
import { nameOf } from './deed-words.ts'
import type { TreeLine } from './folder-tree.ts'
import { addressOf } from './list-address.ts'
import { PlaceLine } from './place-line.tsx'
import type { TreeMove } from './tree-moves.ts'

interface FolderLineProps {
  readonly line: TreeLine
  readonly count: number
  readonly isChosen: boolean
  readonly isTabStop: boolean
  readonly isRenaming: boolean
  readonly onAct: (act: TreeMove) => void
  readonly onRenamed: (name: string | null, byKey: boolean) => void
  /** A folder inside it that is being made. */
  readonly below: ReactNode
}

/** Over the count where there is a pointer that hovers; for a thumb beside it, and always there. */
const MENU_AT =
  'pointer-fine:absolute pointer-fine:end-0 pointer-fine:opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[+:popover-open]:opacity-100'

export const FolderLine = (props: FolderLineProps) => {
  const { line, count, isChosen, isTabStop, isRenaming, onAct, onRenamed, below } = props
  const { folder, level, isOpen } = line
  const { identity } = useHome()
  if (isRenaming)
    return (
      <li className={joinClasses('flex py-0.5', level === 2 && 'ms-5')}>
        <InlineTitle title={folder.name} isFolder className="text-body" onEnd={onRenamed} />
      </li>
    )
  return (
    <>
      <PlaceLine
        address={addressOf(folder.id)}
        words={nameOf(folder)}
        Icon={isOpen === null ? Folder : null}
        count={count}
        isChosen={isChosen}
        isTabStop={isTabStop}
        deed={{ field: 'folderId', value: folder.id }}
        folderId={folder.id}
        isInside={level === 2}
        before={isOpen !== null && <Unfold {...props} isOpen={isOpen} />}
        after={
          <Menu
            label={`Actions for folder ${nameOf(folder)}`}
            tabIndex={isTabStop ? 0 : -1}
            className={MENU_AT}
            choices={choicesOf(line, { onAct, isInCloud: identity !== null })}
          />
        }
      />
      {below}
    </>
  )
}

interface Choosing {
  readonly onAct: (act: TreeMove) => void
  readonly isInCloud: boolean
}

const choicesOf = ({ level, isOpen }: TreeLine, { onAct, isInCloud }: Choosing) => [
  { label: 'Rename', Icon: Pencil, onChoose: () => onAct('rename') },
  ...(level === 2
    ? []
    : [{ label: 'New folder inside', Icon: FolderPlus, onChoose: () => onAct('inside') }]),
  // One that holds folders has no place in another.
  ...(isOpen === null
    ? [{ label: 'Move to folder…', Icon: FolderInput, onChoose: () => onAct('move') }]
    : []),
  ...(isInCloud ? [{ label: 'Sync…', Icon: RefreshCw, onChoose: () => onAct('sync') }] : []),
  { label: 'Delete', Icon: Trash2, onChoose: () => onAct('delete'), isDangerous: true },
]

type UnfoldProps = Pick<FolderLineProps, 'line' | 'isTabStop' | 'onAct'> & {
  readonly isOpen: boolean
}

const Unfold = ({ line, isTabStop, onAct, isOpen }: UnfoldProps) => (
  <IconButton
    label={isOpen ? `Fold ${nameOf(line.folder)} up` : `Unfold ${nameOf(line.folder)}`}
    aria-expanded={isOpen}
    tabIndex={isTabStop ? 0 : -1}
    className="-me-1"
    onClick={() => onAct(isOpen ? 'fold' : 'unfold')}
  >
    <ChevronRight
      size={18}
      aria-hidden
      className={joinClasses('transition-transform', isOpen ? 'rotate-90' : 'rtl:-scale-x-100')}
    />
  </IconButton>
)
