/** How sync stands, in a sentence and in figures. */

import { readSync } from '../../../db/device/sync-state.ts'
import { LocalChatsNote } from '../../session/local-chats-note.tsx'
import { useLive } from '../../session/use-home.ts'
import { Card, Fact } from '../../ui/card.tsx'
import { joinClasses } from '../../ui/join-classes.ts'
import { fullTime, timeAgo } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { hasBackgroundSync } from '../background.ts'
import { PillIcon, TONES } from '../pill-icon.tsx'
import { pillState } from '../pill-state.ts'
import { pillWords } from '../pill-words.ts'
import { useIsOnline, useSyncFacts } from '../use-sync-facts.ts'

export const StatusCard = () => {
  const facts = useSyncFacts()
  const now = useNow(1000)
  const state = pillState(facts, now)
  const sync = useLive(readSync, [])
  const isOnline = useIsOnline()
  const { text, sentence, tone } = pillWords(state, now)
  return (
    <Card title="Status">
      <div className="flex items-start gap-4">
        <span
          className={joinClasses(
            'flex size-11 shrink-0 items-center justify-center rounded-full bg-chip',
            TONES[tone],
          )}
        >
          <PillIcon kind={state.kind} size={21} />
        </span>
        <div className="min-w-0">
          <p className={joinClasses('font-semibold', TONES[tone])}>{text}</p>
          <p className="text-body leading-snug text-neutral">{sentence}</p>
        </div>
      </div>
      <LocalChatsNote className="mt-4" />
      <dl className="mt-4 divide-y divide-line border-t border-line">
        <Fact name="Network">{isOnline ? 'Online' : 'Offline'}</Fact>
        <Fact name="Last full sync">
          <Moment at={sync?.lastFullSyncAt ?? null} now={now} />
        </Fact>
        <Fact name="Last change sent">
          <Moment at={sync?.lastSentAt ?? null} now={now} />
        </Fact>
        <Fact name="Last change received">
          <Moment at={sync?.lastReceivedAt ?? null} now={now} />
        </Fact>
        <Fact name="Conflicts">
          {facts.conflicts === 0 ? 'None' : `${facts.conflicts}, both versions kept`}
        </Fact>
        <Fact name="When the app is closed">
          {hasBackgroundSync() ? 'Still sends what waits' : 'Waits until it opens'}
        </Fact>
      </dl>
    </Card>
  )
}

const Moment = ({ at, now }: { readonly at: number | null; readonly now: number }) =>
  at === null ? (
    <>Never</>
  ) : (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {timeAgo(at, now)}
    </time>
  )
