/** Values that two devices changed without knowing of each other: both are kept, the person chooses. */

import { listConflicts, resolveConflict, type ConflictLine } from '../../../db/device/conflicts.ts'
import type { ConflictChoice } from '../../../db/protocol/conflict.ts'
import { writeDeps } from '../../chats/use-write.ts'
import { useHome, useLive } from '../../session/use-home.ts'
import { Card } from '../../ui/card.tsx'
import { fullTime } from '../../ui/time-words.ts'
import { showToast } from '../../ui/toasts.ts'
import { conflictWords, valueWords } from '../conflict-words.ts'

const SHOWN = 20

/** Nothing where there is nothing to choose. */
export const ConflictsCard = () => {
  const conflicts = useLive((database) => listConflicts(database, SHOWN), [])
  if (conflicts === undefined || conflicts.length === 0) return null
  return (
    <Card id="conflicts" title="Choose what to keep">
      <ul className="divide-y divide-line">
        {conflicts.map((conflict) => (
          <Conflict key={conflict.id} conflict={conflict} />
        ))}
      </ul>
    </Card>
  )
}

const Conflict = ({ conflict }: { readonly conflict: ConflictLine }) => {
  const { database, sync } = useHome()
  const choose = async (choice: ConflictChoice) => {
    const outcome = await resolveConflict(database, writeDeps, { conflictId: conflict.id, choice })
    if (outcome.kind === 'written') sync?.wake('write')
    else showToast({ id: 'conflict', text: 'This cannot be chosen any more.', durationMs: 6000 })
  }
  const { field, kept, lost } = conflict
  return (
    <li className="py-3">
      <p className="line-clamp-3 text-body wrap-anywhere">
        <bdi>{conflictWords(conflict)}</bdi>
      </p>
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        <Side
          name="Shown now"
          words={valueWords(field, kept.value)}
          at={kept.clock?.at}
          onChoose={() => void choose('kept')}
        />
        <Side
          name="The other"
          words={valueWords(field, lost.value)}
          at={lost.clock?.at}
          onChoose={() => void choose('lost')}
        />
      </div>
    </li>
  )
}

interface SideProps {
  readonly name: string
  readonly words: string
  readonly at: number | undefined
  readonly onChoose: () => void
}

const Side = ({ name, words, at, onChoose }: SideProps) => (
  <button
    type="button"
    onClick={onChoose}
    className="flex min-h-11 min-w-0 flex-col rounded-2xl border border-outline p-3 text-start hover:bg-chip"
  >
    <span className="block text-caption text-neutral">
      {name}
      {at !== undefined && ` · ${fullTime(at)}`}
    </span>
    <span dir="auto" className="line-clamp-3 font-medium wrap-anywhere">
      {words}
    </span>
    <span className="mt-1 block text-small font-medium text-info">Keep this</span>
  </button>
)
