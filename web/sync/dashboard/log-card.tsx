/** What happened, line by line: by kind, by words, and all of it to copy without a word that anybody wrote. */

import { Copy, Search } from 'lucide-react'
import { useState } from 'react'
import { listLog, listRuns } from '../../../db/device/runs.ts'
import { useCalmLive, useHome } from '../../session/use-home.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { countWords } from '../../ui/count-words.ts'
import { clockTime, fullTime, listTime } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { APP_VERSION } from '../../version.ts'
import { copyText } from '../copy-text.ts'
import { debugInfo } from '../tell-diagnosis.ts'
import { filterLog, logLines, type LogFilter, type LogLine } from '../log-words.ts'
import { LogMark } from './log-mark.tsx'
import { Segments } from './segments.tsx'

const KEPT = 1000
const RUNS = 200
const STEP = 12

const FILTERS = [
  { value: 'all', words: 'All' },
  { value: 'errors', words: 'Errors' },
  { value: 'skipped', words: 'Skipped' },
  { value: 'conflicts', words: 'Conflicts' },
] as const

export const LogCard = () => {
  const { database } = useHome()
  const [filter, setFilter] = useState<LogFilter>('all')
  const [text, setText] = useState('')
  const [shown, setShown] = useState(STEP)
  const all = useCalmLive(
    async (db) => logLines(await listLog(db, KEPT), await listRuns(db, RUNS)),
    [],
  )
  const lines = filterLog(all ?? [], filter, text)
  const copy = async () => {
    const { onLine: isOnline, userAgent: browser } = navigator
    const about = { version: APP_VERSION, browser, isOnline, now: Date.now() }
    await copyText(await debugInfo(database, about), 'Debug info')
  }
  return (
    <Card
      id="log"
      title="Log"
      aside={
        <Button onClick={() => void copy()}>
          <Copy size={17} aria-hidden /> Copy debug info
        </Button>
      }
    >
      <div className="flex flex-wrap gap-2">
        <Segments label="Show" choices={FILTERS} value={filter} onChange={setFilter} />
        <LogSearch value={text} onChange={setText} />
      </div>
      {lines.length === 0 ? (
        <p className="pt-4 text-body text-neutral">
          {(all ?? []).length === 0 ? 'Nothing has happened yet.' : 'Nothing here is like that.'}
        </p>
      ) : (
        <ul className="mt-2 divide-y divide-line">
          {lines.slice(0, shown).map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </ul>
      )}
      {lines.length > shown && (
        <Button look="quiet" className="mt-1" onClick={() => setShown(shown + 5 * STEP)}>
          Show more of {countWords(lines.length, 'line')}
        </Button>
      )}
      <p className="mt-2 text-caption text-neutral">
        The debug info holds codes, counts and times. No titles, no messages.
      </p>
    </Card>
  )
}

interface LogSearchProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

const LogSearch = ({ value, onChange }: LogSearchProps) => (
  <label className="relative min-w-0 flex-[1_1_10rem]">
    <span className="sr-only">Filter the log by text</span>
    <Search
      size={17}
      aria-hidden
      className="pointer-events-none absolute start-3.5 top-1/2 -translate-y-1/2 text-neutral"
    />
    <input
      type="search"
      dir="auto"
      value={value}
      placeholder="Filter"
      onChange={(event) => onChange(event.target.value)}
      className="min-h-11 w-full rounded-full border border-outline bg-page ps-10 pe-3 text-body text-text"
    />
  </label>
)

const Line = ({ line: { at, kind, words } }: { readonly line: LogLine }) => {
  const now = useNow(60_000)
  const day = listTime(at, now)
  const time = clockTime(at)
  return (
    <li className="flex items-start gap-3 py-2 text-small leading-snug">
      <LogMark kind={kind} />
      <span className="min-w-0 flex-1 wrap-anywhere">{words}</span>
      <time
        dateTime={new Date(at).toISOString()}
        title={fullTime(at)}
        className="shrink-0 text-caption text-neutral tabular-nums"
      >
        {day === time ? time : `${day} ${time}`}
      </time>
    </li>
  )
}
