/** What an open database is to the rest of the server. */

import type { Kysely } from 'kysely'
import type { Lent } from './packet.ts'
import type { Schema } from './schema.ts'

/** Where the database is: `DATABASE_URL`, or a folder of `DATA_DIR` for the embedded one. */
export type DatabasePlace = { readonly url: string } | { readonly folder: string }

/** What is written to the log from here; a pino logger fits. Never content, never a URL. */
export interface DatabaseLog {
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
}

/** How many connections are open, how many of them rest, and how many requests wait for one. */
export interface Connections {
  readonly open: number
  readonly idle: number
  readonly waiting: number
}

/**
 * An open database. `db` is for this room alone: other rooms go through its functions.
 * `ready` answers within two seconds whether a query works; it never throws. `withoutLimits` lends
 * connections that may take as long as they need, for migrations; `lend` one for packets. `grew` is told how many rows a
 * round wrote, so that statistics keep up.
 */
export interface Database {
  readonly db: Kysely<Schema>
  readonly kind: 'postgres' | 'pglite'
  readonly log: DatabaseLog
  readonly lend: () => Promise<Lent>
  readonly ready: () => Promise<boolean>
  readonly withoutLimits: <T>(work: (db: Kysely<Schema>) => Promise<T>) => Promise<T>
  /** As it is at this moment, for the figures. */
  readonly connections: () => Connections
  readonly grew: (rows: number) => void
  /** Throws `DatabaseFull` where a change more might not fit: asked before anything is written. */
  readonly needRoom: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Why the database cannot be opened as things are; `message` is one sentence for the person who started it. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal'
}

/**
 * Every statement here looks rows up by keys that begin with the person. Told so, the planner makes
 * one plan a statement and keeps it: planning the page anew takes longer than an empty page.
 */
export const PLANNER = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  random_page_cost: '1.1',
  jit: 'off',
} as const
