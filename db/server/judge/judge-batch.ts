/** Decides everything about a batch of changes before anything is written. No SQL, no clock, no chance. */

import { CHANGE_FAULTS, fault, type Fault } from '../../protocol/fault.ts'
import type { DeviceId } from '../../protocol/ids.ts'
import type { ChangeResult, Head } from '../../protocol/round.ts'
import { answer, answerAgain, openBook, recordedAs } from './book.ts'
import { judgeChange } from './judge-change.ts'
import type { LedgerEntry, Loaded } from './loaded.ts'
import { editedAtServer } from './moments.ts'
import { parseChange } from './parse-change.ts'
import { planSequence, type Step } from './plan-sequence.ts'
import { chatOfNewMessage, type RawChange } from './touched.ts'
import { type Ruling, startWorking, type Working } from './working.ts'

export interface Batch {
  readonly deviceId: DeviceId
  readonly seen: Head | null
  readonly sentAt: number
  readonly receivedAt: number
  readonly changes: readonly RawChange[]
  /** The person's revision, under the lock. */
  readonly revision: number
}

/** `ledger`: one entry for each number that was taken; `lastSeq` the last of them. */
export interface Judged {
  readonly kind: 'judged'
  readonly results: readonly ChangeResult[]
  readonly ledger: readonly LedgerEntry[]
  readonly lastSeq: number
  readonly working: Working
}

export const judgeBatch = (
  batch: Batch,
  loaded: Loaded,
): Judged | { readonly kind: 'fault'; readonly fault: Fault } => {
  if (hasForked(batch, loaded)) return { kind: 'fault', fault: fault('history_forked') }
  const device = loaded.devices.find((known) => known.deviceId === batch.deviceId)
  if (device?.isRetired === true) return { kind: 'fault', fault: fault('device_forked') }
  const lastSeq = device?.lastSeq ?? 0
  const used = loaded.ledger.filter((entry) => entry.deviceId === batch.deviceId)
  const sequence = planSequence(batch.changes, { lastSeq, used })
  if (sequence.kind !== 'planned') return { kind: 'fault', fault: fault(sequence.kind) }
  return judgeSteps(batch, loaded, { steps: sequence.steps, lastSeq })
}

/**
 * The server must hold the history that the device was told of: not ahead of us, and the same random
 * token where it ends. What is older than every token kept, where some were let go, cannot be checked
 * and is believed.
 */
export const hasForked = (
  { seen, revision }: Pick<Batch, 'seen' | 'revision'>,
  kept: Pick<Loaded, 'seenToken' | 'oldestToken'>,
): boolean => {
  if (seen === null || seen.revision === 0) return false
  if (seen.revision > revision) return true
  if (kept.seenToken !== null) return kept.seenToken !== seen.token
  return kept.oldestToken === null || seen.revision >= kept.oldestToken
}

interface Plan {
  readonly steps: readonly Step<RawChange>[]
  readonly lastSeq: number
}

/** A change that is held takes no number, and everything behind it waits with it. */
const judgeSteps = (batch: Batch, loaded: Loaded, plan: Plan): Judged => {
  const working = startWorking(loaded, batch.revision, batch.receivedAt)
  const book = openBook(batch.deviceId, loaded.ledger)
  const results: ChangeResult[] = []
  const ledger: LedgerEntry[] = []
  for (const { kind, change } of plan.steps) {
    const { changeId, seq } = change
    const known = kind === 'repeat' ? book.bySeq(seq) : book.byChange(changeId)
    const result =
      known === undefined
        ? answer(changeId, rule(working, change, batch))
        : answerAgain(changeId, known)
    results.push(result)
    if (isHeld(result)) break
    if (result.outcome === 'rejected') noteRefused(working, change)
    if (kind === 'repeat') continue
    const { deviceId } = batch
    const outcome = recordedAs(result)
    const entry = { deviceId, seq, changeId, revision: result.revision, outcome }
    book.add(entry)
    ledger.push(entry)
  }
  const lastSeq = ledger.at(-1)?.seq ?? plan.lastSeq
  return { kind: 'judged', results, ledger, lastSeq, working }
}

/** A deletion behind it in the batch had counted it as seen, not knowing yet that it was refused. */
const noteRefused = ({ refused }: Working, change: RawChange): void => {
  const chatId = chatOfNewMessage(change)
  if (chatId !== null) refused.set(chatId, (refused.get(chatId) ?? 0) + 1)
}

const isHeld = ({ fault: refusal }: ChangeResult): boolean =>
  refusal !== undefined && CHANGE_FAULTS[refusal.code].fate === 'hold'

/** `void` takes its number and touches nothing. */
const rule = (working: Working, change: RawChange, batch: Batch): Ruling => {
  const parsed = parseChange(change)
  if (parsed.kind === 'refused') return parsed
  if (parsed.body.kind === 'void')
    return { kind: 'taken', outcome: 'applied', revision: working.revision }
  const { changeId, editedAt } = change
  const at = editedAtServer({ receivedAt: batch.receivedAt, sentAt: batch.sentAt, editedAt })
  return judgeChange(working, parsed.body, { changeId, deviceId: batch.deviceId, at })
}
