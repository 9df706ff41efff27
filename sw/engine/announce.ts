/** What the engine says about itself to every open page. */

import type { Direction } from '../../db/protocol/round.ts'
import type { State } from './machine.ts'
import type { Trigger } from './schedule.ts'

/**
 * How far the present run is. `sent` of `toSend` changes have their answer; `received` rows came;
 * `left` is how many rows are still to come, where the server said so.
 */
export interface Progress {
  readonly sent: number
  readonly toSend: number
  readonly received: number
  readonly left: number | null
}

/** `run` is what is under way and why; null between runs. `progress` stays that of the last run. */
export interface EngineStatus {
  readonly state: State
  readonly run: { readonly trigger: Trigger; readonly direction: Direction } | null
  readonly progress: Progress
}

export const NO_PROGRESS: Progress = { sent: 0, toSend: 0, received: 0, left: null }
