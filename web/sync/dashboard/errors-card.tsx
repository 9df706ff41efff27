/** What went wrong in the last 30 days, by type: how often, when last, what it means and what to do. */

import { ChevronRight } from 'lucide-react'
import { faultKey, listDays } from '../../../db/device/run-days.ts'
import { listRuns } from '../../../db/device/runs.ts'
import { useCalmLive } from '../../session/use-home.ts'
import { Card } from '../../ui/card.tsx'
import { countWords } from '../../ui/count-words.ts'
import { timeAgo } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { toldOf } from '../tell-diagnosis.ts'
import { errorType } from '../error-words.ts'
import { figuresOf, type ErrorCount } from '../metrics.ts'
import { ErrorRemedy } from './error-remedy.tsx'

const PERIOD = 30
const RUNS = 200

export const ErrorsCard = () => {
  const now = useNow(60_000)
  const days = useCalmLive(listDays, [])
  const errors = days === undefined ? [] : figuresOf(days, PERIOD, now).errors
  const most = Math.max(1, ...errors.map(({ count }) => count))
  return (
    <Card id="errors" title="Errors by type">
      {errors.length === 0 ? (
        <p className="text-body text-neutral">None in the last 30 days.</p>
      ) : (
        <ul className="divide-y divide-line">
          {errors.map((error) => (
            <ErrorRow key={error.key} error={error} most={most} now={now} />
          ))}
        </ul>
      )}
    </Card>
  )
}

interface ErrorRowProps {
  readonly error: ErrorCount
  readonly most: number
  readonly now: number
}

const ErrorRow = ({ error: { key, count, lastAt }, most, now }: ErrorRowProps) => {
  const { name, sentence } = errorType(key)
  return (
    <li>
      <details className="group py-1">
        <summary className="flex min-h-11 cursor-pointer list-none flex-wrap items-center gap-x-3 rounded-xl py-1 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            size={18}
            aria-hidden
            className="shrink-0 text-neutral transition-transform group-open:rotate-90 rtl:-scale-x-100"
          />
          <span className="min-w-0 flex-1 text-body">{name}</span>
          <span className="text-end text-caption text-neutral tabular-nums">
            {countWords(count, 'time')} · {timeAgo(lastAt, now)}
          </span>
          <svg
            viewBox="0 0 100 6"
            preserveAspectRatio="none"
            aria-hidden
            className="ms-7 mt-1 h-1.5 w-full rtl:-scale-x-100"
          >
            <rect width={100} height={6} rx={2} className="fill-chip" />
            <rect width={(count / most) * 100} height={6} rx={2} className="fill-danger" />
          </svg>
        </summary>
        <div className="ms-7 space-y-2 pb-3 text-small">
          <p className="leading-snug">{sentence}</p>
          <ErrorExample errorKey={key} />
        </div>
      </details>
    </li>
  )
}

/** The last sync that met it, as it is kept: codes, counts and times. */
const ErrorExample = ({ errorKey }: { readonly errorKey: string }) => {
  const runs = useCalmLive((database) => listRuns(database, RUNS), [])
  const example = runs?.find((run) => faultKey(run) === errorKey)
  const details = example === undefined ? null : JSON.stringify(toldOf(example), null, 1)
  return (
    <>
      {details !== null && (
        <pre
          dir="ltr"
          className="max-h-48 overflow-auto rounded-2xl bg-chip p-3 text-caption whitespace-pre-wrap wrap-anywhere"
        >
          {details}
        </pre>
      )}
      <ErrorRemedy remedy={errorType(errorKey).remedy} details={details} />
    </>
  )
}
