/** The keys of a chat with replies: to the last one, and to stop the one on its way. */

import { useEffect, useRef } from 'react'
import { isApple } from '../keys/is-apple.ts'
import { CHAT_KEYS, shortcutOf } from '../keys/shortcuts.ts'

interface ReplyKeys {
  /** Null where nothing can be stopped. */
  readonly stop: (() => void) | null
  readonly goToLast: () => void
}

/** Escape first closes what is open. */
const isSomethingOpen = (): boolean =>
  document.querySelector('dialog[open], :popover-open') !== null

export const useReplyKeys = (keys: ReplyKeys): void => {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isSomethingOpen()) return
      const { stop, goToLast } = latest.current
      const key = shortcutOf(CHAT_KEYS, event, isApple())
      if (key === 'stop') stop?.()
      if (key !== 'last-reply') return
      event.preventDefault()
      goToLast()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
