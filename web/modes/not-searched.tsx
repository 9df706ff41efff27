/** Beside what a search has found: that it could not look into text that is in the cloud. */

import { countModes } from '../../db/device/count-modes.ts'
import { useCalmLive } from '../session/use-home.ts'
import { notSearchedWords } from './mode-words.ts'

export const NotSearched = () => {
  const counts = useCalmLive(countModes, [])
  if (counts === undefined || counts.cloud === 0) return null
  return <p className="px-3 text-small text-neutral">{notSearchedWords(counts.cloud)}</p>
}
