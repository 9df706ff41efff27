/** What can be done with the selected chats, under the list. */

import {
  Archive,
  ArchiveRestore,
  CheckCheck,
  FolderInput,
  Pin,
  PinOff,
  Trash2,
  X,
} from 'lucide-react'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { listChatIds } from '../../db/device/chats.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { isIdText } from '../../db/protocol/make-id.ts'
import type { ChatOrder } from '../chats/chat-order.ts'
import { listNow, selectedNow, selectThese } from '../chats/selected.ts'
import { useChatActs } from '../chats/use-chat-acts.ts'
import { useLive } from '../session/use-home.ts'
import { IconButton } from '../ui/button.tsx'
import { countWords, numberWords } from '../ui/count-words.ts'
import { catchFocus } from '../ui/keep-focus.ts'
import { askAbout } from './asks.ts'
import type { Deed } from './deed-words.ts'
import { ARCHIVE } from './list-address.ts'
import { allOf, besides, listedOf } from './selection.ts'

interface SelectionBarProps {
  readonly order: ChatOrder
  readonly ids: ReadonlySet<string>
}

const chosen = (): readonly ChatId[] => [...selectedNow()].filter(isIdText)

/** Nothing is selected any more, and the focus is on what is left where it stood. */
const end = (): void => {
  const list = listNow()
  const next = list === null ? undefined : besides(list.lines, selectedNow())
  selectThese()
  if (next === undefined) catchFocus()
  else list?.focusRow(next)
}

export const SelectionBar = ({ order: { address, lines }, ids }: SelectionBarProps) => {
  const { setAll } = useChatActs()
  const [path, navigate] = useLocation()
  const pinned = useLive((database) => listChatIds(database, { shelf: 'pinned' }), [])
  const isAllPinned = pinned !== undefined && listed(ids, pinned) === ids.size
  const isArchive = address === ARCHIVE
  const set = (deed: Deed) => void setAll(chosen(), deed).then((isDone) => isDone && end())
  const remove = () => {
    const openId = /^\/c\/([^/]+)/.exec(path)?.[1]
    if (openId !== undefined && ids.has(openId)) navigate(address)
    set({ field: 'deleted', value: true })
  }
  useListed(ids, lines)
  useBarKeys(remove)
  return (
    <div
      role="toolbar"
      data-selection
      aria-label={`${countWords(ids.size, 'chat')} selected`}
      className="flex shrink-0 animate-[fade_0.12s_ease-out] flex-wrap items-center gap-x-0.5 border-t border-line bg-raised px-1.5 py-1"
    >
      <IconButton label="Select none" onClick={end}>
        <X size={20} aria-hidden />
      </IconButton>
      <span aria-hidden className="me-auto text-small font-medium tabular-nums">
        {numberWords(ids.size)}
      </span>
      <IconButton label="Select all" onClick={() => selectThese(allOf(lines))}>
        <CheckCheck size={20} aria-hidden />
      </IconButton>
      <IconButton
        label="Move to folder…"
        onClick={() => askAbout({ kind: 'move-chats', chatIds: chosen(), onMoved: end })}
      >
        <FolderInput size={20} aria-hidden />
      </IconButton>
      {!isArchive && (
        <IconButton
          label={isAllPinned ? 'Unpin' : 'Pin to the top'}
          onClick={() => set({ field: 'pinned', value: !isAllPinned })}
        >
          {isAllPinned ? <PinOff size={20} aria-hidden /> : <Pin size={20} aria-hidden />}
        </IconButton>
      )}
      <IconButton
        label={isArchive ? 'Unarchive' : 'Archive'}
        onClick={() => set({ field: 'archived', value: !isArchive })}
      >
        {isArchive ? <ArchiveRestore size={20} aria-hidden /> : <Archive size={20} aria-hidden />}
      </IconButton>
      <IconButton label="Delete" className="text-danger" onClick={remove}>
        <Trash2 size={20} aria-hidden />
      </IconButton>
    </div>
  )
}

const listed = (ids: ReadonlySet<string>, among: readonly string[]): number =>
  among.filter((id) => ids.has(id)).length

/** What another device takes out of the list is not selected any more. */
const useListed = (ids: ReadonlySet<string>, lines: ChatOrder['lines']): void =>
  useEffect(() => {
    const left = listedOf(ids, lines)
    if (left !== ids) selectThese(left)
  }, [ids, lines])

/** Delete on a row is meant for all that are selected, Escape leaves the bar. */
const useBarKeys = (remove: () => void): void =>
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target, key } = event
      if (!(target instanceof Element) || document.querySelector('dialog[open]') !== null) return
      const isDelete = key === 'Delete' && target.closest('[data-chat] > a') !== null
      const isEscape = key === 'Escape' && target.closest('[data-selection]') !== null
      if (!isDelete && !isEscape) return
      event.preventDefault()
      event.stopPropagation()
      if (isDelete) remove()
      else end()
    }
    document.addEventListener('keydown', onKeyDown, { capture: true })
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
  })
