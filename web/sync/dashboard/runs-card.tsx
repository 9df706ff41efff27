/** The last syncs, with what started them, how they ended and what they moved. */

import { listRuns } from '../../../db/device/runs.ts'
import type { RunRecord } from '../../../db/device/records.ts'
import { useLive } from '../../session/use-home.ts'
import { Card } from '../../ui/card.tsx'
import { numberWords, sizeWords } from '../../ui/count-words.ts'
import { joinClasses } from '../../ui/join-classes.ts'
import { fullTime, lengthWords, listTime } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'

const SHOWN = 20

const TRIGGERS: Readonly<Record<RunRecord['trigger'], string>> = {
  write: 'Change',
  poke: 'Other device',
  online: 'Back online',
  visible: 'Came to front',
  start: 'Start',
  timer: 'Timer',
  person: 'By hand',
  background: 'Background',
  periodic: 'Periodic',
}

const RESULTS: Readonly<Record<RunRecord['outcome'], string>> = {
  done: 'Done',
  more: 'Stopped early',
  stopped: 'Needs you',
  failed: 'Tries again',
}

export const RunsCard = () => {
  const runs = useLive((database) => listRuns(database, SHOWN), [])
  const now = useNow(60_000)
  return (
    <Card id="log" title="Recent syncs">
      {runs === undefined || runs.length === 0 ? (
        <p className="text-body text-neutral">None yet.</p>
      ) : (
        // Scrolls by itself on narrow screens, so that the page never does; hence reachable by Tab.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section className="overflow-x-auto" aria-label="Table of recent syncs" tabIndex={0}>
          <table className="w-full border-collapse text-small whitespace-nowrap tabular-nums">
            <thead className="text-caption text-neutral">
              <tr>
                {['Time', 'Started by', 'Result', 'Sent', 'Received', 'Size', 'Took'].map(
                  (name, at) => (
                    <th
                      key={name}
                      scope="col"
                      className={joinClasses('py-1.5 pe-4 font-medium', cellSide(at))}
                    >
                      {name}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <Run key={run.id} run={run} now={now} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  )
}

const FIRST_FIGURE = 3
const cellSide = (at: number): string => (at < FIRST_FIGURE ? 'text-start' : 'text-end')

const Run = ({ run, now }: { readonly run: RunRecord; readonly now: number }) => {
  const cells = [
    <time key="at" dateTime={new Date(run.startedAt).toISOString()} title={fullTime(run.startedAt)}>
      {listTime(run.startedAt, now)}
    </time>,
    TRIGGERS[run.trigger],
    <span key="result" title={run.fault} className={run.outcome === 'done' ? '' : 'text-warn'}>
      {RESULTS[run.outcome]}
    </span>,
    numberWords(run.sent),
    numberWords(run.received),
    sizeWords(run.bytesSent + run.bytesReceived),
    lengthWords(run.durationMs),
  ]
  return (
    <tr className="border-t border-line">
      {cells.map((cell, at) => (
        // The cells of a row never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <td key={at} className={joinClasses('py-2 pe-4', cellSide(at))}>
          {cell}
        </td>
      ))}
    </tr>
  )
}
