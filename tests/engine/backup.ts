/** A backup of a test's database, and its restoring: whatever came later is gone, as after a disaster. */

import pg from 'pg'

export interface Backup {
  readonly restore: () => Promise<void>
}

export const takeBackup = async (url: string): Promise<Backup> => {
  const tables = await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
    )
    await client.query('drop schema if exists backup cascade; create schema backup')
    for (const { name } of rows)
      await client.query(`create table backup.${name} as table public.${name}`)
    return rows.map((row) => row.name)
  })
  return {
    restore: () =>
      onDatabase(url, async (client) => {
        await client.query(`begin; set local session_replication_role = replica`)
        await client.query(`truncate ${tables.map((name) => `public.${name}`).join(', ')} cascade`)
        for (const name of tables)
          await client.query(`insert into public.${name} select * from backup.${name}`)
        await client.query('commit')
      }),
  }
}

const onDatabase = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
