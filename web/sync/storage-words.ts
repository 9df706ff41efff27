/** What is said where the browser did not store a text that a person sent. */

import type { StorageTrouble } from './storage-trouble.ts'

/** Below the text, which is still in its box. */
export const NOT_SAVED_WORDS: Readonly<Record<StorageTrouble, string>> = {
  full: 'Not saved: this device is out of space. Your text stays here; free up space and send again.',
  lost: 'Not saved: this browser’s storage does not answer. Your text stays here; send again, or reload.',
}
