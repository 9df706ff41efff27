/** The last syncs as bars: as high as they took long; what failed has another colour, a pattern and a mark. */

import { useId } from 'react'
import type { RunRecord } from '../../../db/device/records.ts'
import { useMedia } from '../../ui/use-media.ts'
import { layChart, NARROW_SLOT, WIDE_SLOT, type Bar } from '../run-chart.ts'
import { chartWords, runWords } from '../run-words.ts'

const GUTTER = 44

export const RunChart = ({ runs }: { readonly runs: readonly RunRecord[] }) => {
  const hatch = useId()
  const hasRoom = useMedia('(min-width: 640px)')
  const { width, height, bars, lines } = layChart(runs, hasRoom ? WIDE_SLOT : NARROW_SLOT)
  return (
    <figure>
      <svg
        viewBox={`${-GUTTER} -4 ${width + GUTTER} ${height + 8}`}
        role="img"
        aria-label={chartWords(runs)}
        className="h-auto w-full"
      >
        <Hatch id={hatch} />
        {lines.map(({ y, words }) => (
          <g key={words}>
            <line x1={0} x2={width} y1={y} y2={y} className="stroke-line" strokeDasharray="3 4" />
            <text x={-6} y={y + 4} textAnchor="end" className="fill-neutral text-mini">
              {words}
            </text>
          </g>
        ))}
        <line x1={0} x2={width} y1={height} y2={height} className="stroke-outline" />
        {bars.map((bar) => (
          <RunBar key={bar.run.id} bar={bar} hatch={hatch} />
        ))}
      </svg>
      <figcaption className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-1 text-small text-neutral">
        <Key isFailed={false} words="Done" hatch={hatch} />
        <Key isFailed words="Failed" hatch={hatch} />
        <span>{chartWords(runs)}</span>
      </figcaption>
    </figure>
  )
}

const Hatch = ({ id }: { readonly id: string }) => (
  <defs>
    <pattern
      id={id}
      width={5}
      height={5}
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect width={5} height={5} className="fill-danger/25" />
      <rect width={2.5} height={5} className="fill-danger" />
    </pattern>
  </defs>
)

const RunBar = ({ bar, hatch }: { readonly bar: Bar; readonly hatch: string }) => {
  const { run, x, y, width, height, isFailed } = bar
  const middle = x + width / 2
  return (
    <g>
      <title>{runWords(run)}</title>
      <rect
        {...{ x, y, width, height }}
        rx={2}
        fill={isFailed ? `url(#${hatch})` : undefined}
        className={
          isFailed ? 'stroke-danger' : run.outcome === 'done' ? 'fill-info' : 'fill-outline'
        }
      />
      {isFailed && (
        <path
          d={`M${middle - 3} ${y - 9}l6 6m0 -6l-6 6`}
          className="stroke-danger"
          strokeWidth={1.8}
          strokeLinecap="round"
        />
      )}
    </g>
  )
}

interface KeyProps {
  readonly isFailed: boolean
  readonly words: string
  readonly hatch: string
}

const Key = ({ isFailed, words, hatch }: KeyProps) => (
  <span className="inline-flex items-center gap-2">
    <svg viewBox="0 0 12 12" aria-hidden className="size-3">
      <rect
        width={12}
        height={12}
        rx={2}
        fill={isFailed ? `url(#${hatch})` : undefined}
        className={isFailed ? 'stroke-danger' : 'fill-info'}
      />
    </svg>
    {words}
  </span>
)
