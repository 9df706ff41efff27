/** Files before the message that names them: what the server said it lacks goes up, and the message follows. */

import {
  markAttachmentSent,
  nextDoubted,
  readAttachment,
  settleFiles,
} from '../../db/device/attachments.ts'
import { giveUp } from '../../db/device/park.ts'
import type { ChangeFault } from '../../db/protocol/fault.ts'
import type { SyncState } from '../../db/device/records.ts'
import type { ChangeId } from '../../db/protocol/ids.ts'
import type { RoundEnd, Run, RunEnd } from './run.ts'
import { needsPerson } from './schedule.ts'
import { hasFile, putFile } from './transport.ts'

export interface Held {
  readonly changeId: ChangeId
  readonly fault: ChangeFault
}

/**
 * A file that this device does not have any more, or that no server would take, parks its message:
 * the others must not wait for it for ever. One that was sent and is asked for again is held.
 */
export const sendFiles = async (run: Run, { changeId, fault }: Held): Promise<RoundEnd> => {
  const lacking = fault.sha256 ?? []
  if (lacking.length === 0 || lacking.some((sha256) => run.sentFiles.has(sha256)))
    return { kind: 'again' }
  for (const sha256 of lacking) {
    // Held or withdrawn meanwhile: then no more of it leaves this device.
    if ((await run.deps.database.outbox.get(changeId))?.state !== 'waiting') break
    const end = await sendFile(run, sha256)
    if (end === 'sent') run.sentFiles.add(sha256)
    else if (end !== 'impossible') return end
    else {
      await giveUp(run.deps.database, changeId, fault)
      break
    }
  }
  run.held = null
  return { kind: 'again' }
}

/**
 * After a server went back in time: whoever has bytes that it had brings back those that it lost, since
 * it takes restored messages without asking for their files. The last thing of a run.
 */
export const bringFilesBack = async (run: Run, from: SyncState): Promise<RunEnd> => {
  const { deps, wire, signal, endsAt } = run
  const { database } = deps
  let sync = from
  while (sync.filesAfter !== undefined && sync.generation === from.generation) {
    const file = await nextDoubted(database, sync)
    if (file !== undefined && !(await hasFile(wire, file.sha256, signal))) {
      if (signal.aborted) return { kind: 'interrupted' }
      const end = await sendFile(run, file.sha256)
      if (typeof end !== 'string') return end
    }
    sync = await settleFiles(database, from.generation, file?.sha256)
    if (deps.now() >= endsAt) return { kind: 'more' }
  }
  return { kind: 'done' }
}

const sendFile = async (
  { deps, measure, signal, wire }: Run,
  sha256: string,
): Promise<'sent' | 'impossible' | RunEnd> => {
  const file = await readAttachment(deps.database, sha256)
  if (file === undefined) return 'impossible'
  const failed = await putFile(wire, file, signal)
  if (signal.aborted) return { kind: 'interrupted' }
  measure.countRequest(file.size, 0)
  if (failed === null) {
    await markAttachmentSent(deps.database, sha256)
    return 'sent'
  }
  if (failed.code === 'too_large') return 'impossible'
  return { kind: needsPerson(failed.code) ? 'refused' : 'failed', fault: failed }
}
