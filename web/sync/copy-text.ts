/** Puts a text where it can be pasted, and says so. */

import { announce } from '../ui/announce.ts'
import { showToast } from '../ui/toasts.ts'

const SHOWN_MS = 4000

/** `what`: "Details", "Debug info". A browser may refuse; then that is said. */
export const copyText = async (text: string, what: string): Promise<void> => {
  const words = await navigator.clipboard.writeText(text).then(
    () => `${what} copied`,
    () => 'This browser did not allow copying.',
  )
  announce(words)
  showToast({ id: 'copy', text: words, durationMs: SHOWN_MS })
}
