/** Something deleted: what it was called, when it went, and the two ways out. */

import { Folder, Trash2, Undo2 } from 'lucide-react'
import { useHome } from '../session/use-home.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { fullTime, timeAgo } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import { leftWords } from './trash-words.ts'

interface TrashRowProps {
  readonly name: string
  readonly deletedAt: number
  readonly isFolder?: boolean
  /** What comes back with it. */
  readonly along?: string | undefined
  readonly onRestore: () => void
  readonly onErase: () => void
}

const LOOK_EVERY_MS = 60_000

export const TrashRow = (props: TrashRowProps) => {
  const { name, deletedAt, isFolder = false, along, onRestore, onErase } = props
  const now = useNow(LOOK_EVERY_MS)
  const { identity } = useHome()
  const called = isFolder ? `folder ${name}` : name
  const way = along === undefined ? '' : ` with ${along}`
  return (
    <li className="flex flex-wrap items-center gap-x-2 border-b border-line px-3 py-2 last:border-0">
      <div className="min-w-0 flex-[1_1_9rem] py-1">
        <p dir="auto" className="truncate text-as-around text-body font-medium">
          {isFolder && <Folder size={17} aria-hidden className="me-2 inline align-[-0.15em]" />}
          {name}
        </p>
        <p className="text-caption text-neutral">
          {isFolder ? 'Folder, deleted ' : 'Deleted '}
          <time dateTime={new Date(deletedAt).toISOString()} title={fullTime(deletedAt)}>
            {timeAgo(deletedAt, now)}
          </time>
          {identity !== null && ` · ${leftWords(deletedAt, now)}`}
        </p>
      </div>
      <div className="ms-auto flex items-center gap-1">
        <Button aria-label={`Restore ${called}${way}`} onClick={onRestore}>
          <Undo2 size={17} aria-hidden className="rtl:-scale-x-100" /> Restore{way}
        </Button>
        <IconButton label={`Erase ${called}`} onClick={onErase}>
          <Trash2 size={18} aria-hidden />
        </IconButton>
      </div>
    </li>
  )
}
