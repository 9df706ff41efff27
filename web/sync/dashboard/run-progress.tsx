/** The run under way, whoever started it: this page, another tab or the worker. */

import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { numberWords, sizeWords } from '../../ui/count-words.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { waitWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { runAhead } from '../time-left.ts'
import { useEngineStatus, useSyncFacts } from '../use-sync-facts.ts'

interface RunProgressProps {
  /** Where the person started it here. */
  readonly onCancel: (() => void) | null
}

/** A run that nobody asked for here is shown once it takes a moment: most are over before. */
export const RunProgress = ({ onCancel }: RunProgressProps) => {
  const isShown = useSyncFacts().run !== null
  const isRunning = useEngineStatus().run !== null
  if (onCancel === null && !(isRunning && isShown)) return null
  return (
    <div className="mt-4 rounded-2xl bg-chip p-4">
      {/* On a grey ground the bars need a darker track. */}
      <div className="space-y-3 [--color-chip:var(--color-line)]">
        {isRunning ? <Bars /> : <ProgressBar label="Starting…" done={0} all={null} />}
      </div>
      {onCancel !== null && (
        <Button className="mt-3 bg-page" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </div>
  )
}

const Bars = () => {
  const status = useEngineStatus()
  // What came before this page looked is nobody's wait.
  const [startedAt] = useState(Date.now)
  const now = useNow(1000)
  const { sent, toSend, received, left, bytesSent, bytesReceived } = status.progress
  const { isUp, isDown, leftMs } = runAhead(status, now - startedAt)
  return (
    <>
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
      {leftMs !== null && <p className="text-small text-neutral">About {waitWords(leftMs)} left</p>}
    </>
  )
}

const ofAll = (received: number, left: number | null): string =>
  left === null ? ' so far' : ` of ${numberWords(received + left)}`

const size = (bytes: number): string => (bytes === 0 ? '' : ` · ${sizeWords(bytes)}`)
