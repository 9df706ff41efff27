/** What the engine says about itself to every open page. */

import type { Trigger } from '../../db/device/records.ts'
import type { Direction } from '../../db/protocol/round.ts'
import { IDLE, next, type Event, type State } from './machine.ts'

/**
 * How far the present run is. `sent` of `toSend` changes have their answer; `received` rows came;
 * `left` is how many rows are still to come, where the server said so. Bytes: up as they travelled,
 * down unpacked.
 */
export interface Progress {
  readonly sent: number
  readonly toSend: number
  readonly received: number
  readonly left: number | null
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** `run` is what is under way and why; null between runs. `progress` stays that of the last run. */
export interface EngineStatus {
  readonly state: State
  readonly run: { readonly trigger: Trigger; readonly direction: Direction } | null
  readonly progress: Progress
}

export const NO_PROGRESS: Progress = {
  sent: 0,
  toSend: 0,
  received: 0,
  left: null,
  bytesSent: 0,
  bytesReceived: 0,
}

/** Keeps the status, and tells it whenever it changes. */
export interface Announcer {
  readonly status: () => EngineStatus
  readonly step: (event: Event, more?: Partial<Omit<EngineStatus, 'state'>>) => void
  readonly show: (progress: Progress) => void
}

export const createAnnouncer = (announce: (status: EngineStatus) => void): Announcer => {
  let status: EngineStatus = { state: IDLE, run: null, progress: NO_PROGRESS }
  const tell = (changed: EngineStatus): void => {
    status = changed
    announce(status)
  }
  return {
    status: () => status,
    step: (event, more) => {
      const state = next(status.state, event)
      if (state !== status.state || more !== undefined) tell({ ...status, ...more, state })
    },
    show: (progress) => tell({ ...status, progress }),
  }
}
