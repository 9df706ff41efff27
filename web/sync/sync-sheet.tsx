/** Behind the pill: how sync stands, in a sentence and in counts, and what can be done about it. */

import { ArrowRight, Pause, Play, RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useHome } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { numberWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { useNow } from '../ui/use-now.ts'
import { stopByHand, syncByHand, useIsByHand } from './by-hand.ts'
import { needsYou } from './needs-you.ts'
import { pauseSync, resumeSync } from './pause.ts'
import { PillIcon, TONES } from './pill-icon.tsx'
import type { PillState } from './pill-state.ts'
import { lastSyncedWords, pillWords } from './pill-words.ts'
import { FreeUpSpace, Reload } from './remedies.tsx'
import { useSyncStanding, type SyncStanding } from './use-sync-facts.ts'
import { wayBack } from './way-back.ts'

/** Drawn only while the sheet is open, so that its seconds cost nothing otherwise. */
export const SyncSheet = () => {
  const standing = useSyncStanding()
  const now = useNow(1000)
  const { sentence, spoken, tone } = pillWords(standing.state, now)
  return (
    <>
      <div className="flex items-start gap-3 text-body leading-snug">
        <span className={joinClasses('mt-0.5', TONES[tone])}>
          <PillIcon kind={standing.state.kind} size={18} />
        </span>
        <div className="min-w-0">
          {sentence === spoken ? (
            <p className="wrap-anywhere">{sentence}</p>
          ) : (
            <>
              <p aria-hidden className="wrap-anywhere">
                {sentence}
              </p>
              <p className="sr-only">{spoken}</p>
            </>
          )}
          <Counts standing={standing} now={now} />
        </div>
      </div>
      <div className="mt-4 flex flex-col gap-2">
        {remedyOf(standing.state)}
        <Always standing={standing} />
        <ButtonLink href="/sync" look="quiet">
          Open sync centre
          <ArrowRight size={17} aria-hidden className="rtl:-scale-x-100" />
        </ButtonLink>
      </div>
    </>
  )
}

interface CountsProps {
  readonly standing: SyncStanding
  readonly now: number
}

const Counts = ({ standing: { facts, state }, now }: CountsProps) => {
  const { isSignedIn, lastSyncedAt, waiting } = facts
  const needing = needsYou(facts, state)
  const parts = [
    waiting > 0 ? `${numberWords(waiting)} waiting` : '',
    needing > 0 ? `${numberWords(needing)} ${needing === 1 ? 'needs' : 'need'} you` : '',
  ].filter((part) => part !== '')
  if (!isSignedIn) return null
  return (
    <div className="mt-1.5 text-caption text-neutral">
      {lastSyncedAt !== null && state.kind !== 'up-to-date' && (
        <p>{lastSyncedWords(lastSyncedAt, now)}</p>
      )}
      {parts.length > 0 && <p>{parts.join(' · ')}</p>}
    </div>
  )
}

const link = (href: string, words: string): ReactNode => (
  <ButtonLink href={href} look="primary">
    {words}
  </ButtonLink>
)

/** The one thing that ends a state, where a person can do it. */
const REMEDIES: Readonly<Partial<Record<PillState['kind'], () => ReactNode>>> = {
  'cannot-save': () => <FreeUpSpace hasExport />,
  'storage-full': () => <FreeUpSpace />,
  'update-needed': () => <Reload />,
  'on-this-device': () => link('/sign-in', 'Sign in'),
  conflict: () => link('/conflicts', 'Review'),
  refused: () => link('/sync#outbox', 'Review'),
  syncing: () => <Stop />,
}

const remedyOf = (state: PillState): ReactNode => {
  if (state.kind !== 'sign-in') return REMEDIES[state.kind]?.()
  const { href, act } = wayBack(state.code)
  return link(href, act)
}

const Stop = () =>
  useIsByHand() ? (
    <Button look="tonal" onClick={stopByHand}>
      Cancel
    </Button>
  ) : null

/** Nothing is sent from here before these are settled. */
const HAS_NO_SYNC: ReadonlySet<PillState['kind']> = new Set([
  'update-needed',
  'sign-in',
  'on-this-device',
  'checking',
])
const IS_UNDER_WAY: ReadonlySet<PillState['kind']> = new Set(['syncing', 'first-download'])
/** The server was asked in vain, or could not be. */
const IS_RETRIED: ReadonlySet<PillState['kind']> = new Set([
  'offline',
  'unreachable',
  'stuck',
  'cloud-full',
])
const HAS_REMEDY: ReadonlySet<PillState['kind']> = new Set([
  'cannot-save',
  'storage-full',
  'conflict',
  'refused',
])

const Always = ({ standing: { facts, state } }: { readonly standing: SyncStanding }) => {
  const home = useHome()
  const isByHand = useIsByHand()
  const { kind } = state
  if (home.sync === null || HAS_NO_SYNC.has(kind)) return null
  const isMain = !HAS_REMEDY.has(kind)
  return (
    <div className="flex flex-wrap gap-2 *:flex-1">
      {facts.isPaused && (
        <Button look={isMain ? 'primary' : 'tonal'} onClick={() => void resumeSync(home)}>
          <Play size={17} aria-hidden />
          Resume
        </Button>
      )}
      {!IS_UNDER_WAY.has(kind) && (
        <Button
          look={isMain && !facts.isPaused ? 'primary' : 'tonal'}
          disabled={isByHand}
          onClick={() => void syncByHand(home)}
        >
          <RefreshCw size={17} aria-hidden />
          {IS_RETRIED.has(kind) ? 'Try now' : 'Sync now'}
        </Button>
      )}
      {!facts.isPaused && (
        <Button onClick={() => void pauseSync(home)}>
          <Pause size={17} aria-hidden />
          Pause
        </Button>
      )}
    </div>
  )
}
