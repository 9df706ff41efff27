/** A sync that was asked for on this screen: starting it, stopping it, and how it ended. */

import { useMemo, useRef, useState } from 'react'
import type { Direction } from '../../../db/protocol/round.ts'
import type { SyncOutcome } from '../../../sw/engine/outcome.ts'
import { useHome } from '../../session/use-home.ts'
import { announce } from '../../ui/announce.ts'
import { numberWords } from '../../ui/count-words.ts'
import { ChatSyncService } from '../chat-sync-service.ts'

export const useRun = (userId: string) => {
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
