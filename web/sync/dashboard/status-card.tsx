/** How sync stands: the state in large, what it means, the one thing to do about it, and the facts behind it. */

import type { ReactNode } from 'react'
import { readSync } from '../../../db/device/sync-state.ts'
import { ModeCounts } from '../../modes/mode-counts.tsx'
import { LocalChatsNote } from '../../session/local-chats-note.tsx'
import { useHome, useLive } from '../../session/use-home.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Card, Fact } from '../../ui/card.tsx'
import { joinClasses } from '../../ui/join-classes.ts'
import { fullTime, timeAgo } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { fetchingWords, sendingWords } from '../background-words.ts'
import { nextRunWords } from '../next-run.ts'
import { resumeSync } from '../pause.ts'
import { PillIcon, TONES } from '../pill-icon.tsx'
import type { PillState } from '../pill-state.ts'
import { pillWords } from '../pill-words.ts'
import { Reload } from '../remedies.tsx'
import type { Tone } from '../say.ts'
import { useBackgroundAbility } from '../use-background-ability.ts'
import { useIsOnline, useSyncStanding } from '../use-sync-facts.ts'
import { wayBack } from '../way-back.ts'
import { VerifiedRow } from './verified-row.tsx'

const WASHES: Readonly<Record<Tone, string>> = {
  neutral: 'bg-chip',
  info: 'bg-info/12',
  ok: 'bg-ok/12',
  warn: 'bg-warn/12',
  danger: 'bg-danger/12',
}

export const StatusCard = () => {
  const { state } = useSyncStanding()
  const now = useNow(1000)
  const { text, sentence, tone } = pillWords(state, now)
  return (
    <Card id="status" title="Status">
      <div className="flex flex-wrap items-start gap-4">
        <span
          className={joinClasses(
            'flex size-14 shrink-0 items-center justify-center rounded-full',
            WASHES[tone],
            TONES[tone],
          )}
        >
          <PillIcon kind={state.kind} size={28} />
        </span>
        <div className="min-w-0 flex-[1_1_14rem]">
          <p className={joinClasses('text-xl leading-tight font-semibold', TONES[tone])}>{text}</p>
          <p className="mt-1 text-body leading-snug text-neutral">{sentence}</p>
        </div>
        <NextStep state={state} />
      </div>
      <LocalChatsNote className="mt-4" />
      <ModeCounts />
      <Facts now={now} />
      <VerifiedRow now={now} />
    </Card>
  )
}

const LINKS: Readonly<Partial<Record<PillState['kind'], readonly [href: string, words: string]>>> =
  {
    'on-this-device': ['/sign-in', 'Sign in'],
    conflict: ['/conflicts', 'Review'],
    refused: ['#outbox', 'Review'],
    'storage-full': ['#storage', 'See storage'],
    'cannot-save': ['#storage', 'See storage'],
  }

const linkOf = (state: PillState): readonly [href: string, words: string] | undefined => {
  if (state.kind !== 'sign-in') return LINKS[state.kind]
  const { href, act } = wayBack(state.code)
  return [href, act]
}

const NextStep = ({ state }: { readonly state: PillState }) => {
  const { kind } = state
  const home = useHome()
  const link = linkOf(state)
  if (link !== undefined)
    return (
      <ButtonLink href={link[0].startsWith('#') ? `/sync${link[0]}` : link[0]} look="primary">
        {link[1]}
      </ButtonLink>
    )
  if (kind === 'update-needed') return <Reload />
  if (kind === 'paused')
    return (
      <Button look="primary" onClick={() => void resumeSync(home)}>
        Resume
      </Button>
    )
  if (kind === 'unreachable' || kind === 'stuck')
    return (
      <Button look="primary" onClick={() => home.sync?.wake('person')}>
        Try now
      </Button>
    )
  return null
}

const Facts = ({ now }: { readonly now: number }) => {
  const sync = useLive(readSync, [])
  const isOnline = useIsOnline()
  const ability = useBackgroundAbility()
  return (
    <dl className="mt-4 divide-y divide-line border-t border-line">
      <Fact name="Network">{isOnline ? 'Online' : 'Offline'}</Fact>
      <MomentFact name="Last full sync" at={sync?.lastFullSyncAt} now={now} />
      <MomentFact name="Last change sent" at={sync?.lastSentAt} now={now} />
      <MomentFact name="Last change received" at={sync?.lastReceivedAt} now={now} />
      <Fact name="Next automatic sync">
        {sync === undefined ? '…' : nextRunWords(sync, { isOnline, now })}
      </Fact>
      <WideFact name="While the app is closed: sending">{sendingWords(ability)}</WideFact>
      <WideFact name="While the app is closed: fetching">{fetchingWords(ability)}</WideFact>
    </dl>
  )
}

/** A fact that takes a sentence stands under its name. */
const WideFact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="py-1.5 text-body">
    <dt className="text-neutral">{name}</dt>
    <dd className="leading-snug">{children}</dd>
  </div>
)

interface MomentFactProps {
  readonly name: string
  readonly at: number | null | undefined
  readonly now: number
}

const MomentFact = ({ name, at, now }: MomentFactProps) => (
  <Fact name={name}>
    {at == null ? (
      'Never'
    ) : (
      <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
        {timeAgo(at, now)}
      </time>
    )}
  </Fact>
)
