/** The pill that says how sync is doing, and the sheet behind it with the one thing to do about it. */

import { RefreshCw } from 'lucide-react'
import { useHome } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { Popover } from '../ui/popover.tsx'
import { useNow } from '../ui/use-now.ts'
import { PillIcon, TONES } from './pill-icon.tsx'
import { pillState, type PillState } from './pill-state.ts'
import { pillWords } from './pill-words.ts'
import { useAnnouncedState } from './use-announced-state.ts'
import { useSyncFacts } from './use-sync-facts.ts'

interface SyncPillProps {
  /** Only the icon, where there is no room for words; its name stays the same. */
  readonly isShort?: boolean
}

export const SyncPill = ({ isShort = false }: SyncPillProps) => {
  const facts = useSyncFacts()
  const now = useNow(facts.fault === null ? 30_000 : 1000)
  const state = pillState(facts, now)
  const { text, sentence, tone } = pillWords(state, now)
  useAnnouncedState(state.kind, sentence)
  return (
    <Popover
      label={`Sync: ${text}`}
      faceClass={joinClasses(
        'inline-flex min-h-11 min-w-11 items-center justify-center gap-1.5 rounded-full text-caption font-medium whitespace-nowrap hover:bg-chip',
        !isShort && 'px-3',
        TONES[tone],
      )}
      face={
        <>
          <PillIcon kind={state.kind} size={17} />
          {!isShort && <span data-testid="sync-pill">{text}</span>}
        </>
      }
    >
      <p className="flex items-start gap-3 text-body leading-snug">
        <span className={joinClasses('mt-0.5', TONES[tone])}>
          <PillIcon kind={state.kind} size={18} />
        </span>
        {sentence}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <NextStep state={state} />
        <ButtonLink href="/sync">Sync centre</ButtonLink>
      </div>
    </Popover>
  )
}

const isRetried = ({ kind }: PillState): boolean =>
  kind === 'offline' || kind === 'unreachable' || kind === 'stuck'

const NextStep = ({ state }: { readonly state: PillState }) => {
  const { sync } = useHome()
  if (state.kind === 'sign-in' || state.kind === 'on-this-device')
    return (
      <ButtonLink href="/sign-in" look="primary">
        Sign in
      </ButtonLink>
    )
  if (state.kind === 'update-needed')
    return (
      <Button look="primary" onClick={() => location.reload()}>
        Reload
      </Button>
    )
  if (sync === null || state.kind === 'syncing' || state.kind === 'first-download') return null
  return (
    <Button look="primary" onClick={() => sync.wake('person')}>
      <RefreshCw size={17} aria-hidden />
      {isRetried(state) ? 'Try now' : 'Sync now'}
    </Button>
  )
}
