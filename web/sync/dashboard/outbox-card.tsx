/** The changes that are not in the cloud, one by one: what waits, what was refused and why. */

import { useState } from 'react'
import { listOutbox, type OutboxLine } from '../../../db/device/outbox.ts'
import { discard, retry } from '../../../db/device/park.ts'
import type { ChangeId } from '../../../db/protocol/ids.ts'
import { writeDeps } from '../../chats/use-write.ts'
import { useHome, useLive } from '../../session/use-home.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { countWords } from '../../ui/count-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { timeAgo } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { lineWords } from '../outbox-words.ts'
import { useSyncFacts } from '../use-sync-facts.ts'

const SHOWN = 50

export const OutboxCard = () => {
  const { waiting, parked } = useSyncFacts()
  const refused = useLive((db) => listOutbox(db, { state: 'parked', limit: SHOWN }), [])
  const lines = useLive((db) => listOutbox(db, { state: 'waiting', limit: SHOWN }), [])
  const { database, sync } = useHome()
  const retryAll = async () => {
    await retry(database, writeDeps, 'all')
    sync?.wake('write')
  }
  return (
    <Card
      id="outbox"
      title="Waiting changes"
      aside={
        parked > 1 ? (
          <Button look="quiet" onClick={() => void retryAll()}>
            Retry all
          </Button>
        ) : null
      }
    >
      {waiting + parked === 0 ? (
        <p className="text-body text-neutral">Nothing waits to be sent.</p>
      ) : (
        <ul className="divide-y divide-line">
          {(refused ?? []).map((line) => (
            <Refused key={line.changeId} line={line} />
          ))}
          {(lines ?? []).map((line) => (
            <Waiting key={line.changeId} line={line} />
          ))}
        </ul>
      )}
      {waiting > SHOWN && (
        <p className="pt-3 text-small text-neutral">
          and {countWords(waiting - SHOWN, 'more change')}
        </p>
      )}
    </Card>
  )
}

const What = ({ line }: { readonly line: OutboxLine }) => {
  const now = useNow(30_000)
  return (
    <>
      <p className="line-clamp-2 text-body wrap-anywhere">
        <bdi>{lineWords(line)}</bdi>
      </p>
      {line.excerpt !== null && (
        <p dir="auto" className="truncate text-start text-small text-neutral">
          {line.excerpt}
        </p>
      )}
      <p className="text-caption text-neutral">{timeAgo(line.editedAt, now)}</p>
    </>
  )
}

const Waiting = ({ line }: { readonly line: OutboxLine }) => (
  <li className="min-w-0 py-2.5">
    <What line={line} />
    {line.fault !== null && <p className="text-small text-warn">{line.fault.message}</p>}
  </li>
)

const Refused = ({ line }: { readonly line: OutboxLine }) => {
  const { database, sync } = useHome()
  const [isAsking, setIsAsking] = useState(false)
  const { changeId } = line
  const tryAgain = async (id: ChangeId) => {
    await retry(database, writeDeps, [id])
    sync?.wake('write')
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2">
      <div className="min-w-0 flex-[1_1_14rem]">
        <What line={line} />
        <p className="text-small text-danger">{line.fault?.message}</p>
      </div>
      <div className="flex">
        <Button look="quiet" onClick={() => void tryAgain(changeId)}>
          Retry
        </Button>
        <Button look="quiet" className="text-danger" onClick={() => setIsAsking(true)}>
          Discard…
        </Button>
      </div>
      {isAsking && (
        <DiscardDialog
          onClose={() => setIsAsking(false)}
          onDiscard={() => void discard(database, [changeId])}
        />
      )}
    </li>
  )
}

interface DiscardDialogProps {
  readonly onClose: () => void
  readonly onDiscard: () => void
}

const DiscardDialog = ({ onClose, onDiscard }: DiscardDialogProps) => (
  <Dialog
    title="Discard this change?"
    onClose={onClose}
    actions={
      <>
        <Button onClick={onClose}>Keep</Button>
        <Button
          look="danger"
          onClick={() => {
            onDiscard()
            onClose()
          }}
        >
          Discard
        </Button>
      </>
    }
  >
    <p>
      It goes from this device, with whatever cannot be without it. It is not in the cloud, so it is
      gone for good.
    </p>
  </Dialog>
)
