/** The pill that says how sync is doing; a press opens the sheet with all there is to know and to do. */

import { lazy, Suspense, useEffect, useState } from 'react'
import { joinClasses } from '../ui/join-classes.ts'
import { Popover } from '../ui/popover.tsx'
import { useNow } from '../ui/use-now.ts'
import { whenIdle } from '../ui/when-idle.ts'
import { PillIcon, TONES } from './pill-icon.tsx'
import type { PillState } from './pill-state.ts'
import { pillWords } from './pill-words.ts'
import { useSyncStanding } from './use-sync-facts.ts'

const loadSheet = () => import('./sync-sheet.tsx')
const SyncSheet = lazy(async () => ({ default: (await loadSheet()).SyncSheet }))

interface SyncPillProps {
  /** Only the icon, where there is no room for words; its name stays the same. */
  readonly isShort?: boolean
}

export const SyncPill = ({ isShort = false }: SyncPillProps) => {
  const { state, now } = useSyncStanding()
  const [isOpen, setIsOpen] = useState(false)
  // At hand before anybody asks for it, yet no part of the first load.
  useEffect(() => whenIdle(() => void loadSheet()), [])
  const hasWords = useHasWords(state.kind) && !isShort
  const { text, tone } = pillWords(state, now)
  return (
    <Popover
      label={`Sync: ${text}`}
      title="Sync"
      onOpen={setIsOpen}
      faceClass={joinClasses(
        'inline-flex min-h-11 min-w-11 items-center justify-center gap-1.5 rounded-full text-caption font-medium whitespace-nowrap transition-colors hover:bg-chip',
        hasWords && 'min-[360px]:px-2.5',
        TONES[tone],
      )}
      face={
        <>
          <PillIcon kind={state.kind} size={17} />
          {hasWords && (
            <span data-testid="sync-pill" className="truncate max-[359px]:hidden">
              {text}
              {isOpen && <Countdown state={state} />}
            </span>
          )}
        </>
      }
    >
      <Suspense>{isOpen && <SyncSheet />}</Suspense>
    </Popover>
  )
}

/** Only while somebody looks, and not for those who would have it read to them each second. */
const Countdown = ({ state }: { readonly state: PillState }) => {
  const { countdown } = pillWords(state, useNow(1000))
  return countdown === null ? null : <span aria-hidden> {countdown}</span>
}

/** What is just starting is worth no word; that all is well is worth one for a moment. */
const QUIET_START_MS = 400
const ALL_WELL_MS = 2000

const useHasWords = (kind: PillState['kind']): boolean => {
  const [settled, setSettled] = useState<PillState['kind'] | null>(null)
  useEffect(() => {
    if (kind !== 'checking' && kind !== 'up-to-date') return
    const timer = setTimeout(
      () => setSettled(kind),
      kind === 'checking' ? QUIET_START_MS : ALL_WELL_MS,
    )
    return () => {
      clearTimeout(timer)
      setSettled(null)
    }
  }, [kind])
  if (kind === 'checking') return settled === 'checking'
  return kind !== 'up-to-date' || settled !== 'up-to-date'
}
