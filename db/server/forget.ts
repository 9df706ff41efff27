/** Lets go of ledger entries and tokens that no device can still ask about. */

import { moment } from './moment.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const LEDGER_MS = 30 * DAY_MS
const TOKENS_MS = 400 * DAY_MS

export const ledgerUntil = (now: number): number => now - LEDGER_MS
export const tokensUntil = (now: number): number => now - TOKENS_MS

/** The places of whose entries go: those numbered below `firstSeq`, and made before the two moments. */
interface Forgetting {
  readonly userId: string
  readonly deviceId: string
  readonly firstSeq: string
  readonly ledgerUntil: string
  readonly tokensUntil: string
  /** How many of the oldest entries are looked at. */
  readonly looks: string
}

/** More than a push adds. */
export const looksFor = (added: number): number => 2 * added + 10

/**
 * Each push looks at a few of the oldest. An entry is needed as long as its change may come again:
 * until the device has gone on to later numbers and a month has passed. Given as a range of the key,
 * since a join could read the whole ledger.
 */
export const forget = (at: Forgetting): string => `
  forgotten_changes as (
    delete from applied_changes
    where user_id = ${at.userId} and device_id = ${at.deviceId} and seq < ${at.firstSeq}
      and seq <= (select max(seq) from (
        select seq from applied_changes
        where user_id = ${at.userId} and device_id = ${at.deviceId}
        order by seq limit ${at.looks}) oldest)
      and applied_at < ${moment(at.ledgerUntil)}),
  forgotten_tokens as (
    delete from sync_tokens
    where user_id = ${at.userId} and revision in (
      select revision from (
        select revision, lead(created_at) over (order by revision) as followed_at
        from (select revision, created_at from sync_tokens where user_id = ${at.userId}
          order by revision limit 4) oldest) followed
      where followed_at < ${moment(at.tokensUntil)}))`

/** Whether the oldest entry of the device is past its time; only then is there something to forget. */
export const selectIsLedgerOld = (
  at: Pick<Forgetting, 'userId' | 'deviceId' | 'ledgerUntil'>,
): string => `
  coalesce((select applied_at from applied_changes
    where user_id = ${at.userId} and device_id = ${at.deviceId}
    order by seq limit 1) < ${moment(at.ledgerUntil)}, false)`

/**
 * The lowest revision with a token, where tokens below it were let go: of those past their time the
 * last one stays to say so. Null where none ever was: what has no token then was never told here.
 */
export const selectOldestToken = (at: Pick<Forgetting, 'userId' | 'tokensUntil'>): string => `
  (select revision from (
    select revision, created_at from sync_tokens where user_id = ${at.userId}
    order by revision limit 1) oldest
  where created_at < ${moment(at.tokensUntil)})`
