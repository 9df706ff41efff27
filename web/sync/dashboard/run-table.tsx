/** The last syncs as a table. */

import type { RunRecord } from '../../../db/device/records.ts'
import { numberWords, sizeWords } from '../../ui/count-words.ts'
import { joinClasses } from '../../ui/join-classes.ts'
import { fullTime, lengthWords, listTime } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { isFailure, resultWords, TRIGGERS } from '../run-words.ts'

const COLUMNS = ['Time', 'Started by', 'Result', 'Sent', 'Received', 'Took'] as const
const FIRST_FIGURE = 3
const cellSide = (at: number): string => (at < FIRST_FIGURE ? 'text-start' : 'text-end')

export const RunTable = ({ runs }: { readonly runs: readonly RunRecord[] }) => {
  const now = useNow(60_000)
  return (
    // Scrolls by itself, so that the page never does; hence reachable by Tab.
    <section
      className="max-h-96 overflow-auto rounded-2xl border border-line"
      aria-label="Table of recent syncs"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className="w-full border-collapse text-small whitespace-nowrap tabular-nums">
        <thead className="sticky top-0 bg-chip text-caption text-neutral">
          <tr>
            {COLUMNS.map((name, at) => (
              <th
                key={name}
                scope="col"
                className={joinClasses('px-3 py-2 font-medium', cellSide(at))}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Run key={run.id} run={run} now={now} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Run = ({ run, now }: { readonly run: RunRecord; readonly now: number }) => {
  const cells = [
    <time key="at" dateTime={new Date(run.startedAt).toISOString()} title={fullTime(run.startedAt)}>
      {listTime(run.startedAt, now)}
    </time>,
    TRIGGERS[run.trigger],
    <span key="result" className={isFailure(run) ? 'text-danger' : ''}>
      {resultWords(run)}
    </span>,
    <Moved key="sent" items={run.sent} bytes={run.bytesSent} />,
    <Moved key="received" items={run.received} bytes={run.bytesReceived} />,
    lengthWords(run.durationMs),
  ]
  return (
    <tr className="border-t border-line">
      {cells.map((cell, at) => (
        // The cells of a row never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <td key={at} className={joinClasses('px-3 py-2', cellSide(at))}>
          {cell}
        </td>
      ))}
    </tr>
  )
}

const Moved = ({ items, bytes }: { readonly items: number; readonly bytes: number }) => (
  <>
    {numberWords(items)} <span className="text-neutral">· {sizeWords(bytes)}</span>
  </>
)
