/** Values that two devices changed without knowing of each other: both are kept, the person chooses. */

import { ChevronRight } from 'lucide-react'
import { Link } from 'wouter'
import { listConflicts } from '../../../db/device/conflicts.ts'
import { countConflicts } from '../../../db/device/open-conflicts.ts'
import { conflictWords } from '../../conflicts/conflict-words.ts'
import { useLive } from '../../session/use-home.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'

const SHOWN = 5

/** Nothing where there is nothing to choose. */
export const ConflictsCard = () => {
  const conflicts = useLive((database) => listConflicts(database, SHOWN), [])
  const count = useLive(countConflicts, [])
  if (conflicts === undefined || conflicts.length === 0) return null
  return (
    <Card
      id="conflicts"
      title="Choose what to keep"
      aside={
        <ButtonLink href="/conflicts" look="quiet">
          {count === undefined || count <= SHOWN ? 'All conflicts' : `All ${count} conflicts`}
        </ButtonLink>
      }
    >
      <ul className="-mx-2 divide-y divide-line">
        {conflicts.map((conflict) => (
          <li key={conflict.id}>
            <Link
              href={`/conflicts/${conflict.id}`}
              className="flex min-h-11 items-center gap-2 rounded-2xl px-2 py-2 text-body hover:bg-chip"
            >
              <span className="min-w-0 flex-1 wrap-anywhere">
                <bdi>{conflictWords(conflict)}</bdi>
              </span>
              <ChevronRight
                size={18}
                aria-hidden
                className="shrink-0 text-neutral rtl:-scale-x-100"
              />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
