/** Values that two devices changed without knowing of each other: both are kept, the person chooses. */

import { listConflicts } from '../../../db/device/conflicts.ts'
import { countConflicts } from '../../../db/device/open-conflicts.ts'
import { conflictWords } from '../../conflicts/conflict-words.ts'
import { useLive } from '../../session/use-home.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RowLink } from '../../ui/row-link.tsx'

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
            <RowLink href={`/conflicts/${conflict.id}`}>
              <bdi>{conflictWords(conflict)}</bdi>
            </RowLink>
          </li>
        ))}
      </ul>
    </Card>
  )
}
