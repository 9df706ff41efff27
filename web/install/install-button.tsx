/** Installs the app, or shows how where only the person can. */

import { useState, useSyncExternalStore } from 'react'
import { Button, type Look } from '../ui/button.tsx'
import { InstallSteps } from './install-steps.tsx'
import {
  askToInstall,
  installMark,
  isInstalled,
  watchInstall,
  wayToInstall,
} from './install-state.ts'

/** Nothing where the browser cannot install it, or has. */
export const InstallButton = ({ look = 'primary' }: { readonly look?: Look }) => {
  useSyncExternalStore(watchInstall, installMark)
  const [isShowing, setIsShowing] = useState(false)
  const way = wayToInstall()
  if (way === 'none' || isInstalled()) return null
  const begin = () => (way === 'prompt' ? void askToInstall() : setIsShowing(true))
  return (
    <>
      <Button look={look} onClick={begin}>
        Install
      </Button>
      {isShowing && <InstallSteps way={way} onClose={() => setIsShowing(false)} />}
    </>
  )
}
