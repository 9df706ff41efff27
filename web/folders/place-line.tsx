/** A line over the list that leads to a list: its icon, name and how many chats it has; chats can be dropped on it. */

import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { countWords, numberWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'
import type { Deed } from './deed-words.ts'
import { useDrop } from './use-drop.ts'

interface PlaceLineProps {
  readonly address: string
  readonly words: string
  readonly Icon: LucideIcon | null
  readonly count: number
  readonly isChosen: boolean
  readonly isTabStop: boolean
  /** What is done with chats that are dropped here. */
  readonly deed: Deed
  readonly folderId?: string
  readonly isInside?: boolean
  readonly before?: ReactNode
  readonly after?: ReactNode
}

const GIVES_WAY =
  'pointer-fine:group-focus-within:group-has-[[aria-haspopup]]:invisible pointer-fine:group-hover:group-has-[[aria-haspopup]]:invisible pointer-fine:group-has-[:popover-open]:invisible'

export const PlaceLine = (props: PlaceLineProps) => {
  const { address, words, Icon, count, isChosen, isTabStop, folderId = '', before, after } = props
  const { isOver, handlers } = useDrop(props.deed)
  return (
    <li
      {...handlers}
      data-line={folderId}
      className={joinClasses(
        'group relative flex min-h-11 items-center rounded-2xl transition-colors duration-150',
        props.isInside === true && 'ms-5',
        isChosen ? 'bg-bubble chosen-forced' : 'hover:bg-chip',
        isOver && 'outline-2 -outline-offset-2 outline-info',
      )}
    >
      {before}
      <Link
        href={address}
        aria-current={isChosen ? 'page' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        draggable={false}
        className={joinClasses(
          'flex min-h-11 min-w-0 flex-1 items-center rounded-2xl pe-3 -outline-offset-2',
          after !== undefined && 'pointer-coarse:pe-1',
        )}
      >
        {Icon !== null && (
          <span className="flex w-10 shrink-0 justify-center">
            <Icon size={18} aria-hidden className="text-neutral" />
          </span>
        )}
        <span
          dir="auto"
          className={joinClasses(
            'min-w-0 flex-1 truncate text-as-around text-body',
            isChosen && 'font-medium',
          )}
        >
          {words}
        </span>
        <span
          aria-hidden
          className={joinClasses('ps-2 text-caption text-neutral tabular-nums', GIVES_WAY)}
        >
          {numberWords(count)}
        </span>
        <span className="sr-only">{countWords(count, 'chat')}</span>
      </Link>
      {after}
    </li>
  )
}
