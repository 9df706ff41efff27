/** The server's own list of what it took: each change once, each device's in the order it wrote them. */

import pg from 'pg'
import type { Crew } from './crew.ts'

interface Line {
  readonly change_id: string
}

/** Anything but each change once, and each device's in the order in which it wrote them. */
export const findInLedger = async (
  crew: Crew,
  url: string,
): Promise<Record<'lost' | 'doubled' | 'disordered', readonly string[]>> => {
  const lines = await readLedger(url)
  const times = new Map<string, number>()
  for (const { change_id: id } of lines) times.set(id, (times.get(id) ?? 0) + 1)
  const known = crew.writers.flatMap(({ written, door }) => [
    ...written.map(({ changeId }) => changeId),
    ...door.heard.keys(),
  ])
  const disordered = crew.writers.filter(({ written }) => {
    const ids = written.map(({ changeId }) => changeId)
    const own = new Set(ids)
    const taken = lines.map((line) => line.change_id).filter((id) => own.has(id))
    return taken.join() !== ids.join()
  })
  return {
    lost: known.filter((id) => !times.has(id)),
    doubled: [...times].filter(([, count]) => count > 1).map(([id]) => id),
    disordered: disordered.map(({ name }) => name),
  }
}

const readLedger = async (url: string): Promise<readonly Line[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Line>(
      `select change_id from applied_changes
       where coalesce(outcome->>'outcome', '') <> 'rejected' order by user_id, device_id, seq`,
    )
    return rows
  } finally {
    await client.end()
  }
}
