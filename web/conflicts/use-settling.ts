/** Answers conflicts by themselves where a person chose so; loaded only then. */

import { useEffect } from 'react'
import { useHome } from '../session/use-home.ts'
import { usePreference } from '../settings/preferences.ts'

/** How many of them wait for the person: none where the newest wins. */
export const useSettling = (conflicts: number): number => {
  const home = useHome()
  const isSilent = usePreference('conflicts') === 'newest'
  useEffect(() => {
    if (!isSilent || conflicts === 0) return
    void import('./settle.ts').then(({ settleConflicts }) => settleConflicts(home))
  }, [home, isSilent, conflicts])
  return isSilent ? 0 : conflicts
}
