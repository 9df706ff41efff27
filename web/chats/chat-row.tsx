/** One chat in the list: its title, when it last moved, and the one thing worth knowing about it. */

import { Check } from 'lucide-react'
import { memo, useRef } from 'react'
import { Link } from 'wouter'
import type { ChatCount } from '../../db/device/count-by-chat.ts'
import type { Mode } from '../../db/device/modes.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { joinClasses } from '../ui/join-classes.ts'
import type { MenuHandle } from '../ui/menu.tsx'
import { fullTime, listTime } from '../ui/time-words.ts'
import { usePressMenu } from '../ui/use-press-menu.ts'
import { ChatMenu } from './chat-menu.tsx'
import { InlineTitle } from './inline-title.tsx'
import { RowMark } from './row-mark.tsx'
import { isSameRow } from './same-view.ts'

/** What a row asks of its list; the same object for as long as the list is there. */
export interface RowActs {
  readonly startRename: (chatId: ChatId) => void
  /** A title, or null where it stays; `byKey`: the row gets the focus back. */
  readonly endRename: (chat: ChatRecord, title: string | null, byKey: boolean) => void
  readonly remove: (chatId: ChatId) => Promise<void>
  readonly select: (chatId: ChatId) => void
}

interface ChatRowProps {
  readonly chat: ChatRecord
  readonly marks: ChatCount | undefined
  /** Left out: everywhere. */
  readonly mode: Mode | undefined
  readonly now: number
  /** The chat on the screen beside the list. */
  readonly isOpen: boolean
  /** The one row that Tab goes to. */
  readonly isTabStop: boolean
  readonly isRenaming: boolean
  /** Null while no chat is selected. */
  readonly isSelected: boolean | null
  readonly acts: RowActs
}

/** Over the time where there is a pointer that hovers; for a thumb beside it, and always there. */
const MENU_AT =
  'pointer-fine:absolute pointer-fine:end-1 pointer-fine:opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[+:popover-open]:opacity-100'

const GIVES_WAY =
  'pointer-fine:group-focus-within:invisible pointer-fine:group-hover:invisible pointer-fine:group-has-[:popover-open]:invisible'

export const UNTITLED = 'Untitled chat'

export const ChatRow = memo((props: ChatRowProps) => {
  const { chat, isOpen, isTabStop, isRenaming, isSelected, acts } = props
  const menu = useRef<MenuHandle>(null)
  const press = usePressMenu(
    (point) => menu.current?.openAt(point),
    () => acts.select(chat.id),
  )
  return (
    // What the presses do, the ⋯ button and the keys of the list do as well.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      data-chat={chat.id}
      {...(isRenaming ? {} : press)}
      className={joinClasses(
        'group relative flex items-center rounded-2xl transition-colors duration-150 select-none [-webkit-touch-callout:none]',
        isOpen || isSelected === true ? 'bg-bubble chosen-forced' : 'hover:bg-chip',
      )}
    >
      {isRenaming ? (
        <div className="flex min-h-(--row) flex-1 items-center py-1 ps-1 pointer-fine:pe-13">
          <InlineTitle
            title={chat.title}
            className="text-body"
            onEnd={(title, byKey) => acts.endRename(chat, title, byKey)}
          />
        </div>
      ) : (
        <RowLink {...props} />
      )}
      <ChatMenu
        chat={chat}
        ref={menu}
        tabIndex={isTabStop ? 0 : -1}
        onRename={() => acts.startRename(chat.id)}
        onDelete={() => void acts.remove(chat.id)}
        onSelect={() => acts.select(chat.id)}
        className={MENU_AT}
      />
    </div>
  )
}, isSameRow)

const RowLink = (props: ChatRowProps) => {
  const { chat, marks, mode, now, isOpen, isTabStop, isSelected } = props
  return (
    <Link
      href={`/c/${chat.id}`}
      aria-current={isOpen ? 'page' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      draggable={false}
      className="flex min-h-(--row) min-w-0 flex-1 items-center gap-2 rounded-2xl py-1.5 ps-3 pe-3 -outline-offset-2 pointer-coarse:pe-1"
    >
      {isSelected !== null && <SelectMark isSelected={isSelected} />}
      <span
        dir="auto"
        className={joinClasses(
          'min-w-0 flex-1 truncate text-as-around text-body',
          isOpen && 'font-medium',
        )}
      >
        {chat.title === '' ? UNTITLED : chat.title}
      </span>
      <RowMark chat={chat} marks={marks} mode={mode} />
      <time
        dateTime={new Date(chat.activeAt).toISOString()}
        title={fullTime(chat.activeAt)}
        className={joinClasses(
          'min-w-9 shrink-0 text-end text-caption text-neutral tabular-nums',
          GIVES_WAY,
        )}
      >
        {listTime(chat.activeAt, now)}
      </time>
    </Link>
  )
}

const SelectMark = ({ isSelected }: { readonly isSelected: boolean }) => (
  <span
    className={joinClasses(
      'flex size-5 shrink-0 items-center justify-center rounded-full border',
      isSelected ? 'border-info bg-info text-on-info' : 'border-outline',
    )}
  >
    {isSelected && <Check size={14} strokeWidth={3} aria-hidden />}
    {isSelected && <span className="sr-only">Selected</span>}
  </span>
)

/** In the place of a row that is on its way: as high, and nothing to read. */
export const RowToCome = () => (
  <div className="flex min-h-(--row) items-center ps-3 pe-12" aria-hidden>
    <span className="h-3 w-2/3 rounded-full bg-chip" />
  </div>
)
