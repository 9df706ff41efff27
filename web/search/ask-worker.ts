/** The page's side of a line to a worker: each question has a number, and is given up where nobody answers. */

import type { SearchPart } from '../../db/device/search.ts'
import type { Answer, Line, Task } from './find-line.ts'

/** A script that comes from a slow network is not waited for longer. */
const START_MS = 2000

interface Waiting {
  readonly onPart: (part: SearchPart) => void
  /** Whether it was done. */
  readonly settle: (isDone: boolean) => void
}

interface Asking {
  /** False: nobody is there to do it, or it failed, or `signal` said that it is not wanted any more. */
  readonly ask: (
    task: Task,
    signal: AbortSignal,
    onPart?: (part: SearchPart) => void,
  ) => Promise<boolean>
  /** What was asked before may be answered from what was read before. */
  readonly forget: () => void
  readonly end: () => void
}

export const createAsking = (name: string, open: () => Line): Asking => {
  const waiting = createWaiting()
  let line: Line | null = null
  let isLate = false

  const end = () => {
    clearTimeout(timer)
    line?.end()
    line = null
    waiting.settleAll()
  }
  const take = (answer: Answer | null) => {
    if (answer === null || answer.kind === 'closed') return end()
    if (answer.kind !== 'ready') return waiting.take(answer)
    clearTimeout(timer)
    isLate = false
  }
  /** It may still be of use for what is asked later. */
  const timer = setTimeout(() => {
    isLate = true
    for (const id of waiting.settleAll()) line?.send({ kind: 'stop', id })
  }, START_MS)
  try {
    line = open()
    line.listen(take)
    line.send({ kind: 'open', name })
  } catch {
    end()
  }
  return {
    end,
    forget: () => line?.send({ kind: 'forget' }),
    ask: (task, signal, onPart = () => undefined) => {
      const to = line
      if (to === null || isLate || signal.aborted) return Promise.resolve(false)
      return new Promise((resolve) => {
        const stop = () => {
          if (waiting.settle(id, false)) to.send({ kind: 'stop', id })
        }
        const id = waiting.add({
          onPart,
          settle: (isDone) => {
            signal.removeEventListener('abort', stop)
            resolve(isDone)
          },
        })
        signal.addEventListener('abort', stop)
        to.send({ kind: 'task', id, task })
      })
    },
  }
}

/** What has no answer yet, by its number. */
const createWaiting = () => {
  const byId = new Map<number, Waiting>()
  let last = 0
  /** Whether it was still waiting. */
  const settle = (id: number, isDone: boolean): boolean => {
    const one = byId.get(id)
    byId.delete(id)
    one?.settle(isDone)
    return one !== undefined
  }
  return {
    settle,
    add: (one: Waiting): number => {
      last += 1
      byId.set(last, one)
      return last
    },
    take: (answer: Exclude<Answer, { kind: 'ready' | 'closed' }>): void => {
      if (answer.kind === 'part') byId.get(answer.id)?.onPart(answer.part)
      else settle(answer.id, answer.kind === 'over')
    },
    /** None of them was done; gives their numbers. */
    settleAll: (): readonly number[] => [...byId.keys()].filter((id) => settle(id, false)),
  }
}
