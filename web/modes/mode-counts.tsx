/** How many chats are not simply everywhere; nothing where all are. */

import { countModes } from '../../db/device/count-modes.ts'
import { useCalmLive } from '../session/use-home.ts'
import { MODE_ICONS } from './mode-icons.ts'
import { inCloudWords, onlyHereWords } from './mode-words.ts'

export const ModeCounts = () => {
  const counts = useCalmLive(countModes, [])
  if (counts === undefined || counts.here + counts.cloud === 0) return null
  const { device: Here, cloud: InCloud } = MODE_ICONS
  return (
    <ul className="mt-4 flex flex-col gap-1 text-small text-neutral">
      {counts.here > 0 && (
        <li className="flex items-center gap-2">
          <Here size={17} aria-hidden className="shrink-0" />
          {onlyHereWords(counts.here)}
        </li>
      )}
      {counts.cloud > 0 && (
        <li className="flex items-center gap-2">
          <InCloud size={17} aria-hidden className="shrink-0" />
          {inCloudWords(counts.cloud)}
        </li>
      )}
    </ul>
  )
}
