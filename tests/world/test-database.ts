/** An empty database for one test file, on the cluster that all test files share. */

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  readonly url: string
  /** Ends every connection to it, and then the database. */
  readonly drop: () => Promise<void>
}

export const testDatabase = async (): Promise<TestDatabase> => {
  const cluster = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onCluster(cluster, `create database ${name}`)
  const url = new URL(cluster)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => onCluster(cluster, `drop database if exists ${name} with (force)`),
  }
}

const onCluster = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
