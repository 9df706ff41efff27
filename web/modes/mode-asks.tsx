/** The place of the dialog about where something is kept, which is loaded when it is first asked for. */

import { Suspense, lazy, useSyncExternalStore } from 'react'
import { askedNow, watchAsks } from './asks.ts'

const ModeDialog = lazy(async () => ({
  default: (await import('./mode-dialog.tsx')).ModeDialog,
}))

export const ModeAsks = () => {
  const of = useSyncExternalStore(watchAsks, askedNow)
  return <Suspense>{of !== null && <ModeDialog key={of.id} of={of} />}</Suspense>
}
