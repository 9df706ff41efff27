/** The worker's side of a search: one database, as many tasks as are asked for, each until it is stopped. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { keepTexts } from '../../db/device/keep-texts.ts'
import { search, type SearchPart } from '../../db/device/search.ts'
import type { SearchQuery } from '../../db/device/search-text.ts'
import { createShelf } from '../../db/device/text-shelf.ts'
import type { Answer, Asked, Task } from './find-line.ts'

interface Means {
  readonly send: (answer: Answer) => void
  /** `onStale`: somebody deletes the database or opens a newer one; it is closed by then. */
  readonly open: (name: string, onStale: () => void) => Promise<ChatDatabase>
}

/** Stands in no text: it could not be typed. */
const NOTHING: SearchQuery = { words: ['\uffff'] }

export const answerFinds = ({ send, open }: Means): ((asked: Asked) => void) => {
  let opening: Promise<ChatDatabase> | null = null
  const shelf = createShelf()
  /** The moment of the shelf at which all texts were last read. */
  let readAt: number | undefined
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
      const from = shelf.moment()
      if (task.kind === 'search') {
        const onPart = (part: SearchPart) => send({ kind: 'part', id, part })
        await search(db, task.query, { signal, most: task.most, onPart, shelf })
        if (!signal.aborted && task.query.folderIds === undefined) readAt = from
      } else {
        // Before anybody has asked: reading is what a search takes longest for.
        if (readAt !== from)
          await search(db, NOTHING, { signal, most: 0, onPart: () => undefined, shelf })
        if (!signal.aborted) readAt = from
        await keepTexts(db, signal)
      }
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
    else if (asked.kind === 'forget') shelf.forget()
    else void work(asked.id, asked.task)
  }
}
