/** What this browser can do for sync while the app is closed, found by asking it. */

import { useEffect, useState } from 'react'
import type { BackgroundAbility } from './background-words.ts'

const found: BackgroundAbility = {
  hasSync: 'SyncManager' in globalThis,
  hasPeriodic: 'PeriodicSyncManager' in globalThis,
  periodicPermission: 'unknown',
}

/** Only Chromium knows the name, and no type library does: a method takes it, a function would not. */
interface Permissions {
  // oxlint-disable-next-line typescript/method-signature-style
  query(wanted: { readonly name: string }): Promise<PermissionStatus>
}

const askPermission = async (): Promise<BackgroundAbility['periodicPermission']> => {
  try {
    const permissions: Permissions = navigator.permissions
    return (await permissions.query({ name: 'periodic-background-sync' })).state
  } catch {
    return 'unknown'
  }
}

export const useBackgroundAbility = (): BackgroundAbility => {
  const [ability, setAbility] = useState(found)
  useEffect(() => {
    if (found.hasPeriodic)
      void askPermission().then((periodicPermission) =>
        setAbility({ ...found, periodicPermission }),
      )
  }, [])
  return ability
}
