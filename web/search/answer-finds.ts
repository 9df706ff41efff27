/** The worker's side of a search: one database, as many tasks as are asked for, each until it is stopped. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { keepTexts } from '../../db/device/keep-texts.ts'
import { search } from '../../db/device/search.ts'
import type { Answer, Asked, Task } from './find-line.ts'

interface Means {
  readonly send: (answer: Answer) => void
  /** `onStale`: somebody deletes the database or opens a newer one; it is closed by then. */
  readonly open: (name: string, onStale: () => void) => Promise<ChatDatabase>
}

export const answerFinds = ({ send, open }: Means): ((asked: Asked) => void) => {
  let opening: Promise<ChatDatabase> | null = null
  const stops = new Map<number, AbortController>()
  const close = () => send({ kind: 'closed' })

  const begin = (name: string) => {
    opening = open(name, close)
    opening.then(() => send({ kind: 'ready' }), close)
  }
  const work = async (id: number, task: Task): Promise<void> => {
    const stop = new AbortController()
    const { signal } = stop
    stops.set(id, stop)
    try {
      if (opening === null) throw new Error('nothing is open to be searched')
      const db = await opening
      if (task.kind === 'keep') await keepTexts(db, signal)
      else
        await search(db, task.query, {
          signal,
          most: task.most,
          onPart: (part) => send({ kind: 'part', id, part }),
        })
      if (!signal.aborted) send({ kind: 'over', id })
    } catch {
      // What it was may be a person's words, and comes to light where the page tries the same.
      if (!signal.aborted) send({ kind: 'failed', id })
    } finally {
      stops.delete(id)
    }
  }
  return (asked) => {
    if (asked.kind === 'open') begin(asked.name)
    else if (asked.kind === 'stop') stops.get(asked.id)?.abort()
    else void work(asked.id, asked.task)
  }
}
