/** Whether a media query holds now, as React state. */

import { useCallback, useSyncExternalStore } from 'react'

export const useMedia = (query: string): boolean => {
  const watch = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(watch, () => window.matchMedia(query).matches)
}

/** Room for the list of chats beside the chat. */
export const useIsWide = (): boolean => useMedia('(min-width: 768px)')
