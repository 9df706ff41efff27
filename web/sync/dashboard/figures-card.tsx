/** Today, a week or a month in figures: how many, how much, how often, how long, and how well. */

import { useState } from 'react'
import { listDays } from '../../../db/device/run-days.ts'
import { useCalmLive } from '../../session/use-home.ts'
import { Card } from '../../ui/card.tsx'
import { countWords, numberWords, sizeWords } from '../../ui/count-words.ts'
import { lengthWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { figuresOf, PERIODS, rateWords, type Figures, type Period } from '../metrics.ts'
import { Segments } from './segments.tsx'

const NAMES: Readonly<Record<Period, string>> = { 1: 'Today', 7: '7 days', 30: '30 days' }
const CHOICES = PERIODS.map((value) => ({ value, words: NAMES[value] }))

export const FiguresCard = () => {
  const [period, setPeriod] = useState<Period>(7)
  const days = useCalmLive(listDays, [])
  const now = useNow(60_000)
  const figures = days === undefined ? null : figuresOf(days, period, now)
  return (
    <Card
      id="figures"
      title="Figures"
      aside={<Segments label="Period" choices={CHOICES} value={period} onChange={setPeriod} />}
    >
      {figures === null || figures.runs === 0 ? (
        <p className="text-body text-neutral">
          {period === 1 ? 'No syncs today.' : `No syncs in the last ${NAMES[period]}.`}
        </p>
      ) : (
        <Tiles figures={figures} period={period} />
      )}
    </Card>
  )
}

const Tiles = ({ figures, period }: { readonly figures: Figures; readonly period: Period }) => {
  const { successRate, failed, medianMs, p95Ms, runs, runsPerDay } = figures
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-2">
      <Tile
        name="Success rate"
        figure={successRate === null ? '–' : rateWords(successRate)}
        more={successRate === null ? 'no sync has ended yet' : countWords(runs, 'sync', 'syncs')}
      />
      <Tile
        name="Median duration"
        figure={medianMs === null ? '–' : lengthWords(medianMs)}
        more={`p95 ${p95Ms === null ? '–' : lengthWords(p95Ms)}`}
      />
      <Tile
        name="Frequency"
        figure={period === 1 ? numberWords(runs) : `${perDay(runsPerDay)} a day`}
        more={period === 1 ? 'syncs today' : 'syncs, on average'}
      />
      <Tile
        name="Sent"
        figure={countWords(figures.sent, 'change')}
        more={sizeWords(figures.bytesSent)}
      />
      <Tile
        name="Received"
        figure={countWords(figures.received, 'item')}
        more={sizeWords(figures.bytesReceived)}
      />
      <Tile
        name="Failed"
        figure={failed === 0 ? 'None' : countWords(failed, 'sync', 'syncs')}
        more={failed === 0 ? 'no errors' : countWords(figures.errors.length, 'type')}
      />
    </dl>
  )
}

const perDay = (count: number): string =>
  count >= 10 ? numberWords(Math.round(count)) : numberWords(Math.round(count * 10) / 10)

interface TileProps {
  readonly name: string
  readonly figure: string
  readonly more: string
}

const Tile = ({ name, figure, more }: TileProps) => (
  <div className="rounded-2xl bg-chip p-3.5">
    <dt className="text-caption text-neutral">{name}</dt>
    <dd>
      <span className="block text-title font-semibold tabular-nums">{figure}</span>
      <span className="block text-caption text-neutral tabular-nums">{more}</span>
    </dd>
  </div>
)
