/** The run under way, whoever started it: this page, another tab or the worker. */

import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { numberWords, sizeWords } from '../../ui/count-words.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { waitWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { runAhead } from '../time-left.ts'
import { useEngineStatus } from '../use-sync-facts.ts'

interface RunProgressProps {
  /** Where the person started it here. */
  readonly onCancel: (() => void) | null
}

/** Nothing where no run is under way; each run has its own clock. */
export const RunProgress = ({ onCancel }: RunProgressProps) => {
  const { run } = useEngineStatus()
  return run === null ? null : <Bars onCancel={onCancel} />
}

const Bars = ({ onCancel }: RunProgressProps) => {
  const status = useEngineStatus()
  // What came before this page looked is nobody's wait.
  const [startedAt] = useState(Date.now)
  const now = useNow(1000)
  const { sent, toSend, received, left, bytesSent, bytesReceived } = status.progress
  const { isUp, isDown, leftMs } = runAhead(status, now - startedAt)
  return (
    <div className="mt-4 space-y-3 rounded-2xl bg-chip p-4 [&_.progress]:bg-line">
      {isUp && (
        <ProgressBar
          label={`Uploading ${numberWords(sent)} of ${numberWords(toSend)}${size(bytesSent)}`}
          done={sent}
          all={toSend}
        />
      )}
      {isDown && (
        <ProgressBar
          label={`Downloading ${numberWords(received)}${ofAll(received, left)}${size(bytesReceived)}`}
          done={received}
          all={left === null ? null : received + left}
        />
      )}
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-3 text-small text-neutral">
        <span>{leftMs === null ? 'A moment' : `About ${waitWords(leftMs)} left`}</span>
        {onCancel !== null && (
          <Button className="bg-page" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </div>
  )
}

const ofAll = (received: number, left: number | null): string =>
  left === null ? ' so far' : ` of ${numberWords(received + left)}`

const size = (bytes: number): string => (bytes === 0 ? '' : ` · ${sizeWords(bytes)}`)
