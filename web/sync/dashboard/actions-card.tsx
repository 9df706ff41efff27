/** Sync by hand: both ways, only up, or only down; with progress, and a way to stop it. */

import { Download, RefreshCw, Upload } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { Direction } from '../../../db/protocol/round.ts'
import type { EngineStatus } from '../../../sw/engine/announce.ts'
import type { SyncOutcome } from '../../../sw/engine/outcome.ts'
import { useHome } from '../../session/use-home.ts'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { countWords, numberWords } from '../../ui/count-words.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { ChatSyncService } from '../chat-sync-service.ts'
import { useEngineStatus, useIsOnline, useSyncFacts } from '../use-sync-facts.ts'

export const ActionsCard = ({ userId }: { readonly userId: string }) => {
  const { waiting } = useSyncFacts()
  const isOnline = useIsOnline()
  const { running, start, cancel, last } = useRun(userId)
  const isDisabled = running !== null || !isOnline
  return (
    <Card title="Sync by hand">
      <div className="flex flex-wrap gap-2">
        <Button look="primary" disabled={isDisabled} onClick={() => void start('full')}>
          <RefreshCw size={17} aria-hidden /> Sync now
        </Button>
        <Button disabled={isDisabled} onClick={() => void start('upload')}>
          <Upload size={17} aria-hidden /> Upload only
        </Button>
        <Button disabled={isDisabled} onClick={() => void start('download')}>
          <Download size={17} aria-hidden /> Download only
        </Button>
        {running !== null && <Button onClick={cancel}>Cancel</Button>}
      </div>
      <RunProgress />
      <output className="mt-3 block text-small text-neutral">
        {isOnline
          ? (last ?? `${countWords(waiting, 'change')} to upload.`)
          : 'You are offline. Everything waits here and syncs when you are back.'}
      </output>
    </Card>
  )
}

const useRun = (userId: string) => {
  const home = useHome()
  const service = useMemo(() => new ChatSyncService(home), [home])
  const [running, setRunning] = useState<Direction | null>(null)
  const [last, setLast] = useState<string | null>(null)
  const aborter = useRef<AbortController>(undefined)

  const start = async (direction: Direction) => {
    const { signal } = (aborter.current = new AbortController())
    setRunning(direction)
    setLast(null)
    const outcome = await {
      full: () => service.performFullSync(userId, signal),
      upload: () => service.syncToServer(userId, signal),
      download: () => service.syncFromServer(userId, signal),
    }[direction]()
    setRunning(null)
    setLast(outcomeWords(outcome))
    announce(outcomeWords(outcome))
  }
  return { running, last, start, cancel: () => aborter.current?.abort() }
}

const outcomeWords = (outcome: SyncOutcome): string => {
  const done = `Sent ${numberWords(outcome.sent)}, received ${numberWords(outcome.received)}.`
  switch (outcome.kind) {
    case 'done':
    case 'skipped':
      return `Done. ${done}`
    case 'held':
      return `${done} ${outcome.fault.message}`
    case 'interrupted':
      return `Stopped. ${done} The rest follows with the next sync.`
    case 'waiting':
    case 'stopped':
      return `${outcome.fault.message} ${done}`
  }
}

/** The run under way, whoever started it: this page, another tab or the worker. */
const RunProgress = () => {
  const { run, progress }: EngineStatus = useEngineStatus()
  if (run === null) return null
  const { sent, toSend, received, left } = progress
  return (
    <div className="mt-4 space-y-3">
      {run.direction !== 'download' && toSend > 0 && (
        <ProgressBar
          label={`Uploading ${numberWords(sent)} of ${numberWords(toSend)}`}
          done={sent}
          all={toSend}
        />
      )}
      {run.direction !== 'upload' && (
        <ProgressBar
          label={
            left === null
              ? `Downloading, ${numberWords(received)} so far`
              : `Downloading ${numberWords(received)} of ${numberWords(received + left)}`
          }
          done={received}
          all={left === null ? null : received + left}
        />
      )}
    </div>
  )
}
