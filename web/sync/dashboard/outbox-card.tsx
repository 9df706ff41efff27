/** The changes that are not in the cloud, one by one: what waits, what was refused and why. */

import { useState } from 'react'
import { listOutbox } from '../../../db/device/outbox.ts'
import type { ChangeId } from '../../../db/protocol/ids.ts'
import { useHome, useLive } from '../../session/use-home.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { countWords, numberWords } from '../../ui/count-words.ts'
import { allChanges, retryChanges } from '../outbox-acts.ts'
import { useSyncFacts } from '../use-sync-facts.ts'
import { DiscardDialog } from './discard-dialog.tsx'
import { OutboxRow } from './outbox-row.tsx'

/** What a screen can show and a person can read; the rest is counted. */
const SHOWN = 30

export const OutboxCard = () => {
  const { waiting, parked } = useSyncFacts()
  const refused = useLive((db) => listOutbox(db, { state: 'parked', limit: SHOWN }), []) ?? []
  const lines = useLive((db) => listOutbox(db, { state: 'waiting', limit: SHOWN }), []) ?? []
  const home = useHome()
  const [asked, setAsked] = useState<readonly ChangeId[] | null>(null)
  const hidden = waiting + parked - refused.length - lines.length
  return (
    <Card id="outbox" title="Waiting changes">
      {waiting + parked === 0 ? (
        <p className="text-body text-neutral">Nothing waits. Every change is in the cloud.</p>
      ) : (
        <>
          <p className="text-body text-neutral">{summary(waiting, parked)}</p>
          <ul className="mt-2 divide-y divide-line border-t border-line">
            {[...refused, ...lines].map((line) => (
              <OutboxRow key={line.changeId} line={line} onDiscard={setAsked} />
            ))}
          </ul>
          {hidden > 0 && (
            <p className="border-t border-line pt-3 text-small text-neutral">
              and {numberWords(hidden)} more
            </p>
          )}
          {waiting + parked > 1 && (
            <div className="mt-2 flex flex-wrap gap-2 border-t border-line pt-3">
              <Button onClick={() => void retryChanges(home, 'all')}>Retry all</Button>
              <Button
                look="quiet"
                className="text-danger!"
                onClick={() => void allChanges(home).then(setAsked)}
              >
                Discard all…
              </Button>
            </div>
          )}
        </>
      )}
      {asked !== null && <DiscardDialog changeIds={asked} onClose={() => setAsked(null)} />}
    </Card>
  )
}

const summary = (waiting: number, parked: number): string => {
  const refused = `${countWords(parked, 'change was', 'changes were')} refused and ${parked === 1 ? 'is' : 'are'} kept here until you decide.`
  if (waiting === 0) return refused
  const sent = `${countWords(waiting, 'change waits', 'changes wait')} to be sent, oldest first.`
  return parked === 0 ? sent : `${sent} ${refused}`
}
