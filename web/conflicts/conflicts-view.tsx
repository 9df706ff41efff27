/** Everything that was changed in two places: what waits for a choice, and what was chosen. */

import { GitMerge } from 'lucide-react'
import { useState } from 'react'
import { listAnswered, listConflicts } from '../../db/device/conflicts.ts'
import { useLive } from '../session/use-home.ts'
import { ButtonLink } from '../ui/button.tsx'
import { ViewHeader } from '../ui/view-header.tsx'
import { AnsweredCard } from './answered-card.tsx'
import { MergeCard } from './merge-card.tsx'
import { mergesOf } from './merges.ts'
import { useDevices } from './use-devices.ts'

/** Shown at once; what is behind them comes up as they are answered. */
const MANY = 500
const ANSWERED = 50
const DAYS_KEPT = 30
const DAY_MS = 86_400_000

export const ConflictsView = () => {
  const [openedAt] = useState(Date.now)
  const since = openedAt - DAYS_KEPT * DAY_MS
  const devices = useDevices()
  const open = useLive((database) => listConflicts(database, MANY), [])
  const answered = useLive(
    (database) => listAnswered(database, { since, limit: ANSWERED }),
    [since],
  )
  const isReady = open !== undefined && answered !== undefined && devices !== undefined
  return (
    <>
      <ViewHeader title="Conflicts" />
      <div className="relative min-h-0 flex-1 overflow-y-auto bg-side">
        <div className="mx-auto flex max-w-3xl flex-col gap-4 px-3 pt-4 pb-[max(96px,var(--sab))] md:px-6">
          {isReady && open.length > 0 && (
            <>
              <p className="px-1 text-body text-neutral">
                Two devices changed these without knowing of each other. Both versions are kept
                until you choose.
              </p>
              {mergesOf(open, devices).map((merge) => (
                <MergeCard key={merge.key} merge={merge} devices={devices} />
              ))}
            </>
          )}
          {isReady && open.length === 0 && <NothingToChoose />}
          {isReady && answered.length > 0 && <AnsweredCard merges={mergesOf(answered, devices)} />}
        </div>
      </div>
    </>
  )
}

const NothingToChoose = () => (
  <div className="flex flex-col items-center gap-4 px-8 py-14 text-center text-neutral">
    <GitMerge size={32} strokeWidth={1.5} aria-hidden />
    <p>Nothing waits for your choice.</p>
    <ButtonLink href="/">Go to chats</ButtonLink>
  </div>
)
