/** The bar that finds words in the chat on the screen, in every message of the branch. */

import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import type { MessageListHandle } from '../chats/message-list.tsx'
import { IconButton } from '../ui/button.tsx'
import { useFind } from './use-find.ts'

interface FindBarProps {
  readonly messages: readonly MessageView[] | undefined
  readonly list: RefObject<MessageListHandle | null>
  readonly onClose: () => void
}

const NAME = 'Find in this chat'

export const FindBar = ({ messages, list, onClose }: FindBarProps) => {
  const box = useRef<HTMLInputElement>(null)
  const { typed, type, words, step } = useFind(messages, list)
  useEffect(() => box.current?.focus(), [])
  useStepKeys(step)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const isEnter = event.key === 'Enter' && event.target === box.current
    if (event.key !== 'Escape' && !isEnter) return
    event.preventDefault()
    if (isEnter) step?.(event.shiftKey ? -1 : 1)
    else onClose()
  }
  return (
    // The keys do what its buttons do.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <search
      aria-label={NAME}
      onKeyDown={onKeyDown}
      className="flex min-h-14 shrink-0 animate-[appear_0.12s_ease-out] flex-wrap items-center gap-x-0.5 border-b border-line bg-side px-1.5 py-1 md:px-4"
    >
      <input
        ref={box}
        id="find"
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        aria-label={NAME}
        placeholder={NAME}
        dir="auto"
        value={typed}
        onChange={(event) => type(event.target.value)}
        className="min-h-11 min-w-32 flex-1 rounded-full border border-outline bg-page px-4 text-base [&::-webkit-search-cancel-button]:hidden"
      />
      <span dir="auto" className="min-w-16 px-2 text-center text-small text-neutral tabular-nums">
        {words}
      </span>
      <IconButton label="Previous match" disabled={step === null} onClick={() => step?.(-1)}>
        <ChevronUp size={20} aria-hidden />
      </IconButton>
      <IconButton label="Next match" disabled={step === null} onClick={() => step?.(1)}>
        <ChevronDown size={20} aria-hidden />
      </IconButton>
      <IconButton label="Close find" onClick={onClose}>
        <X size={20} aria-hidden />
      </IconButton>
    </search>
  )
}

/** F3 goes on from wherever the focus is. */
const useStepKeys = (step: ((by: 1 | -1) => void) | null): void => {
  const latest = useRef(step)
  useEffect(() => {
    latest.current = step
  })
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      const isOther = event.ctrlKey || event.altKey || event.metaKey
      if (event.key !== 'F3' || isOther || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      latest.current?.(event.shiftKey ? -1 : 1)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
