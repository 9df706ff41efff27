/** What every table of persons gets: row level security that binds the owner too, and the application role's rights. */

import { type Kysely, sql } from 'kysely'
import { APP_ROLE } from '../app-role.ts'

/** Rights are given by verb, so that a table can withhold some (no row of a person may change hands). */
export interface Guarded {
  readonly table: string
  readonly rights: string
}

/** After the transaction the setting is '' and not null: `nullif` keeps '' from being a person. */
const CURRENT_USER_ID = sql.raw(`nullif(current_setting('app.user_id', true), '')`)

export const guard = async (db: Kysely<unknown>, { table, rights }: Guarded): Promise<void> => {
  const name = sql.table(table)
  await sql`alter table ${name} enable row level security`.execute(db)
  await sql`alter table ${name} force row level security`.execute(db)
  await sql`create policy own_rows on ${name}
    using (user_id = ${CURRENT_USER_ID}) with check (user_id = ${CURRENT_USER_ID})`.execute(db)
  await sql`grant ${sql.raw(rights)} on ${name} to ${sql.id(APP_ROLE)}`.execute(db)
}
