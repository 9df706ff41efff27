/** The key that stops a reply. */

import { useCallback, useEffect } from 'react'

/** Escape stops a reply, where it does not close something that is open. */
export const useStopKey = (stop: (() => void) | null): void => {
  const onKey = useCallback(
    (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      if (document.querySelector('dialog[open], :popover-open') === null) stop?.()
    },
    [stop],
  )
  useEffect(() => {
    if (stop === null) return
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onKey, stop])
}
