/** The ledger's pages that a batch needs, with what the batch itself adds: what became of a change, by number and by id. */

import { CHANGE_FAULTS } from '../../protocol/fault.ts'
import type { ChangeId } from '../../protocol/ids.ts'
import type { ChangeResult } from '../../protocol/round.ts'
import type { LedgerEntry, Recorded } from './loaded.ts'
import type { Ruling } from './working.ts'

export interface Book {
  /** What this device's number was used for. */
  readonly bySeq: (seq: number) => LedgerEntry | undefined
  /** Where any device's change of this id took effect; a refused one had none, and may be tried again. */
  readonly byChange: (changeId: string) => LedgerEntry | undefined
  readonly add: (entry: LedgerEntry) => void
}

export const openBook = (deviceId: string, entries: readonly LedgerEntry[]): Book => {
  const entryBySeq = new Map<number, LedgerEntry>()
  const entryByChange = new Map<string, LedgerEntry>()
  const add = (entry: LedgerEntry): void => {
    if (entry.deviceId === deviceId) entryBySeq.set(entry.seq, entry)
    if (entry.outcome?.outcome !== 'rejected') entryByChange.set(entry.changeId, entry)
  }
  for (const entry of entries) add(entry)
  return {
    bySeq: (seq) => entryBySeq.get(seq),
    byChange: (changeId) => entryByChange.get(changeId),
    add,
  }
}

/** The answer to a change that is in the book: as it was then, a refusal included. */
export const answerAgain = (changeId: ChangeId, entry: LedgerEntry): ChangeResult =>
  entry.outcome?.outcome === 'rejected'
    ? { changeId, outcome: 'rejected', revision: 0, fault: entry.outcome.fault }
    : { changeId, outcome: 'duplicate', revision: entry.revision }

export const answer = (changeId: ChangeId, ruling: Ruling): ChangeResult => {
  if (ruling.kind === 'taken')
    return { changeId, outcome: ruling.outcome, revision: ruling.revision }
  const { code, message = CHANGE_FAULTS[code].sentence, sha256 } = ruling
  const fault = { code, message, ...(sha256 === undefined ? {} : { sha256: [...sha256] }) }
  return { changeId, outcome: 'rejected', revision: 0, fault }
}

export const recordedAs = ({ outcome, fault }: ChangeResult): Recorded | null => {
  if (outcome === 'rejected') return fault === undefined ? null : { outcome, fault }
  return outcome === 'applied' ? null : { outcome }
}
