/** The bar that finds in the chat on the screen: the key that opens it, and the focus that goes back when it closes. */

import {
  Suspense,
  lazy,
  useCallback,
  useEffect,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import type { MessageListHandle } from '../chats/message-list.tsx'
import { isApple } from '../keys/is-apple.ts'
import { CHAT_KEYS, shortcutOf } from '../keys/shortcuts.ts'
import { catchFocus } from '../ui/keep-focus.ts'
import { whenIdle } from '../ui/when-idle.ts'

const findBar = () => import('./find-bar.tsx')
const FindBar = lazy(async () => ({ default: (await findBar()).FindBar }))

const findBox = (): HTMLElement | null => document.getElementById('find')

export interface Finding {
  readonly open: () => void
  readonly bar: ReactNode
}

export const useFinding = (
  messages: readonly MessageView[] | undefined,
  list: RefObject<MessageListHandle | null>,
): Finding => {
  const [isOpen, setIsOpen] = useState(false)
  const opener = useRef<HTMLElement>(null)
  const open = useCallback(() => {
    const { activeElement } = document
    if (activeElement instanceof HTMLElement && activeElement !== findBox())
      opener.current = activeElement
    setIsOpen(true)
    findBox()?.focus()
  }, [])
  useFindKey(open)
  // What is typed right after the key is meant for the bar.
  useEffect(() => whenIdle(() => void findBar()), [])
  const close = () => {
    setIsOpen(false)
    opener.current?.focus()
    catchFocus()
  }
  return {
    open,
    bar: <Suspense>{isOpen && <FindBar {...{ messages, list }} onClose={close} />}</Suspense>,
  }
}

const useFindKey = (open: () => void): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      if (document.querySelector('dialog[open]') !== null) return
      if (shortcutOf(CHAT_KEYS, event, isApple()) !== 'find') return
      // Who is in the box already means the browser's own.
      if (findBox() !== null && document.activeElement === findBox()) return
      event.preventDefault()
      open()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [open])
}
