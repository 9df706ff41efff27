/** When something was deleted: as its person sees it, and since when this server has it in the trash. Pure. */

import type { Clocks } from '../../protocol/clock.ts'

interface Deletable {
  readonly isDeleted: boolean
  readonly deletedAt: number | null
  readonly trashedAt: number | null
  readonly updatedAt: number
  readonly clocks: Clocks
}

/**
 * `deletedAt` follows the value that won, whoever set it. Whoever set it may have a wrong clock, or was
 * offline for a year: how long it lies in the trash counts from when this server heard of it.
 */
export const dated = <Row extends Deletable>(row: Row, now: number): Row =>
  row.isDeleted
    ? {
        ...row,
        deletedAt: row.clocks['deleted']?.at ?? row.deletedAt ?? row.updatedAt,
        trashedAt: row.trashedAt ?? now,
      }
    : { ...row, deletedAt: null, trashedAt: null }
