/** Whether the browser could store what was last written, live. */

import { useSyncExternalStore } from 'react'
import { storageTrouble, watchStorageTrouble, type StorageTrouble } from './storage-trouble.ts'

export const useStorageTrouble = (): StorageTrouble | null =>
  useSyncExternalStore(watchStorageTrouble, storageTrouble)
