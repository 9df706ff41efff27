/** The last syncs, as a chart or as a table: what started them, how they ended and what they moved. */

import { useState } from 'react'
import { listRuns } from '../../../db/device/runs.ts'
import { useCalmLive } from '../../session/use-home.ts'
import { Card } from '../../ui/card.tsx'
import { CHART_RUNS } from '../run-chart.ts'
import { RunChart } from './run-chart-view.tsx'
import { RunTable } from './run-table.tsx'
import { Segments } from './segments.tsx'

type View = 'chart' | 'table'

const VIEWS = [
  { value: 'chart', words: 'Chart' },
  { value: 'table', words: 'Table' },
] as const

export const HistoryCard = () => {
  const runs = useCalmLive((database) => listRuns(database, CHART_RUNS), [])
  const [view, setView] = useState<View>('chart')
  return (
    <Card
      id="history"
      title="History"
      aside={<Segments label="Show history as" choices={VIEWS} value={view} onChange={setView} />}
    >
      {runs === undefined || runs.length === 0 ? (
        <p className="text-body text-neutral">No syncs yet.</p>
      ) : view === 'chart' ? (
        <RunChart runs={runs} />
      ) : (
        <RunTable runs={runs} />
      )}
    </Card>
  )
}
