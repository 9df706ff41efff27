/** What the server has taken of one person, by the id of each change. */

import type { Person, World } from './world.ts'

export const ledgerOf = async (
  { stage }: Pick<World, 'stage'>,
  person: Person,
): Promise<ReadonlySet<string>> => {
  const rows = await stage.ask(
    `select change_id from applied_changes
     where user_id = $1 and coalesce(outcome->>'outcome', '') <> 'rejected'`,
    [person.userId],
  )
  return new Set(rows.map((row) => String(row['change_id'])))
}
