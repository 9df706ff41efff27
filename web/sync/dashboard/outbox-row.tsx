/** One change that is not in the cloud: what it is, how it fares, and what can be done with it. */

import type { OutboxLine } from '../../../db/device/outbox.ts'
import type { ChangeId } from '../../../db/protocol/ids.ts'
import { useHome } from '../../session/use-home.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { joinClasses } from '../../ui/join-classes.ts'
import { fullTime, timeAgo } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { retryChanges } from '../outbox-acts.ts'
import { lineWords, progressWords } from '../outbox-words.ts'
import { useSyncFacts } from '../use-sync-facts.ts'

interface OutboxRowProps {
  readonly line: OutboxLine
  readonly onDiscard: (changeIds: readonly ChangeId[]) => void
}

const SMALL = 'px-3.5 text-small'

export const OutboxRow = ({ line, onDiscard }: OutboxRowProps) => {
  const home = useHome()
  const { changeId, state } = line
  const href = hrefOf(line)
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2.5">
      <What line={line} />
      <div className="-ms-3.5 flex flex-wrap">
        <Button
          look="quiet"
          className={SMALL}
          onClick={() => void retryChanges(home, state === 'parked' ? [changeId] : [])}
        >
          Retry now
        </Button>
        {href !== null && (
          <ButtonLink look="quiet" className={SMALL} href={href}>
            Open
          </ButtonLink>
        )}
        {line.isOwn && (
          <Button
            look="quiet"
            className={joinClasses(SMALL, 'text-danger!')}
            onClick={() => onDiscard([changeId])}
          >
            Discard…
          </Button>
        )}
      </div>
    </li>
  )
}

const What = ({ line }: { readonly line: OutboxLine }) => {
  const now = useNow(1000)
  const { fault, isPaused, isOnline } = useSyncFacts()
  const { excerpt, name, editedAt, state } = line
  const words = progressWords(line, { retryAt: fault?.retryAt ?? null, isPaused, isOnline, now })
  return (
    <div className="min-w-0 flex-[1_1_14rem]">
      <p className="line-clamp-2 text-body font-medium wrap-anywhere">
        <bdi>{lineWords(line)}</bdi>
      </p>
      {excerpt !== null && excerpt !== name && (
        <p dir="auto" className="truncate text-start text-small text-neutral">
          {excerpt}
        </p>
      )}
      <p className="text-caption text-neutral">
        <time dateTime={new Date(editedAt).toISOString()} title={fullTime(editedAt)}>
          {timeAgo(editedAt, now)}
        </time>
        {words.progress !== '' && ` · ${words.progress}`}
      </p>
      {words.error !== null && (
        <p className={joinClasses('text-small', state === 'parked' ? 'text-danger' : 'text-warn')}>
          {words.error}
        </p>
      )}
    </div>
  )
}

/** A chat that was erased for good is not there to be opened; its words stand in the row. */
const hrefOf = ({ chatId, messageId, fault }: OutboxLine): string | null => {
  if (chatId === null || fault?.code === 'purged') return null
  return messageId === null ? `/c/${chatId}` : `/c/${chatId}/m/${messageId}`
}
