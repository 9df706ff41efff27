/** The place of the dialogs about folders, which are loaded when the first is asked for. */

import { Suspense, lazy, useSyncExternalStore } from 'react'
import { askedNow, watchAsks } from './asks.ts'

const FolderDialog = lazy(async () => ({
  default: (await import('./folder-dialog.tsx')).FolderDialog,
}))

export const FolderAsks = () => {
  const ask = useSyncExternalStore(watchAsks, askedNow)
  return <Suspense>{ask !== null && <FolderDialog ask={ask} />}</Suspense>
}
