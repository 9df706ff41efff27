/** The page as host of the engine: passes on what happens here, and tells every view how sync is doing. */

import type { ChatDatabase } from '../../db/device/database.ts'
import type { Trigger } from '../../db/device/records.ts'
import type { WriteOutcome } from '../../db/device/write.ts'
import type { ChatId, UserId } from '../../db/protocol/ids.ts'
import type { Direction } from '../../db/protocol/round.ts'
import { NO_PROGRESS, type EngineStatus } from '../../sw/engine/announce.ts'
import { browserDeps } from '../../sw/browser-deps.ts'
import { pageDeps } from '../../sw/page-deps.ts'
import { createEngine } from '../../sw/engine/engine.ts'
import type { FetchOutcome } from '../../sw/engine/fetch-chat.ts'
import { IDLE } from '../../sw/engine/machine.ts'
import type { SyncOutcome } from '../../sw/engine/outcome.ts'
import type { VerifyOutcome } from '../../sw/engine/verify.ts'
import { STATUS_CHANNEL, type StatusMail } from '../../sw/mail.ts'
import { askForWakeUps } from './background.ts'
import { listenLive } from './live.ts'

export interface SyncHost {
  /** Something happened that sync may care about; returns at once. */
  readonly wake: (trigger: Trigger) => void
  /** Something is being written: it is sent as soon as it is stored. */
  readonly follow: (writing: Promise<WriteOutcome>) => void
  /** One direction, as a person asked. */
  readonly sync: (direction: Direction, signal?: AbortSignal) => Promise<SyncOutcome>
  /** Compares every chat with the server's, and brings right what differs. */
  readonly verify: () => Promise<VerifyOutcome>
  /** The engine's own sense of urgency: full when the last full sync is five minutes old. */
  readonly syncIfDue: () => Promise<SyncOutcome>
  /** Somebody changed how a chat or folder is kept: what waits goes out, and text goes or comes back. */
  readonly settle: () => void
  /** The text of a chat that is in the cloud alone, for somebody who looks at it. */
  readonly fetchChat: (chatId: ChatId) => Promise<FetchOutcome>
  /** Of whichever engine spoke last: this page's, another tab's or the worker's. */
  readonly status: () => EngineStatus
  readonly watch: (listener: () => void) => () => void
  readonly close: () => void
}

interface HostDeps {
  readonly database: ChatDatabase
  readonly userId: UserId
}

const QUIET: EngineStatus = { state: IDLE, run: null, progress: NO_PROGRESS }

const HERE = { ...browserDeps, ...pageDeps }

export const createSyncHost = ({ database, userId }: HostDeps): SyncHost => {
  const closing = new AbortController()
  const { signal } = closing
  const board = createStatusBoard(signal)
  const engine = createEngine({ ...HERE, database, userId, announce: board.announce })
  const background = askForWakeUps(database)

  const wake = (trigger: Trigger): void => {
    if (signal.aborted) return
    if (trigger === 'write') background.changeWritten()
    letRun(engine.wake(trigger, signal), signal)
  }
  const follow = (writing: Promise<WriteOutcome>): void => {
    void writing.then(background.changeWritten, () => undefined)
    if (signal.aborted) return
    letRun(engine.follow(writing, signal), signal)
  }
  const settle = async (): Promise<void> => {
    background.changeWritten()
    await engine.wake('write', signal)
    await engine.settle(signal)
  }
  const on = (target: EventTarget, name: string, act: () => void) =>
    target.addEventListener(name, act, { signal })

  on(window, 'online', () => wake('online'))
  on(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') wake('visible')
    else background.pageHidden()
  })
  letRun(engine.keepUp(signal), signal)
  listenLive({
    database,
    signal,
    onOpen: () => letRun(engine.lineOpened(), signal),
    onPoke: (poke) => letRun(engine.receivePoke(poke), signal),
    // What that means is told by an answer to a request alone, so one is made.
    onSignedOut: () => letRun(engine.sync('download', { trigger: 'poke', signal }), signal),
  })

  return {
    wake,
    follow,
    sync: (direction, asked) =>
      engine.sync(direction, {
        trigger: 'person',
        signal: asked === undefined ? signal : AbortSignal.any([signal, asked]),
      }),
    verify: () => engine.verify({ extent: 'whole', signal }),
    syncIfDue: () => engine.wake('visible', signal),
    settle: () => {
      if (!signal.aborted) letRun(settle(), signal)
    },
    fetchChat: (chatId) => engine.fetchChat({ chatId, goal: 'visiting', signal }),
    status: board.status,
    watch: board.watch,
    close: () => closing.abort(),
  }
}

/** Nobody waits for it; a database that closed under a host which was let go is no bug. */
const letRun = (work: Promise<unknown>, signal: AbortSignal): void => {
  work.catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** Keeps the latest status and shares it between the tabs. */
const createStatusBoard = (signal: AbortSignal) => {
  const channel = new BroadcastChannel(STATUS_CHANNEL)
  const listeners = new Set<() => void>()
  let latest = QUIET
  const show = (status: EngineStatus): void => {
    latest = status
    for (const listener of listeners) listener()
  }
  channel.addEventListener('message', ({ data }: MessageEvent<StatusMail>) => show(data.status))
  signal.addEventListener('abort', () => channel.close())
  return {
    announce: (status: EngineStatus): void => {
      if (signal.aborted) return
      show(status)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
      channel.postMessage({ kind: 'status', status } satisfies StatusMail)
    },
    status: () => latest,
    watch: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
