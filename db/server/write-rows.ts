/** What a judged batch leaves to be written, as one JSON text for each table. Pure. */

import type { Judged } from './judge/judge-batch.ts'
import type { Working } from './judge/working.ts'

export interface Rows {
  readonly chats: string
  readonly folders: string
  readonly newMessages: string
  readonly patchedMessages: string
  readonly newConflicts: string
  readonly resolvedConflicts: string
  readonly ledger: string
  readonly purged: readonly string[]
}

export const rowsOf = ({ working, ledger }: Judged): Rows => ({
  chats: JSON.stringify(pick(working.chats, working.writtenChats).toSorted(byRevision)),
  folders: JSON.stringify(pick(working.folders, working.writtenFolders)),
  newMessages: JSON.stringify([...working.newMessages.values()].toSorted(byRevision).map(lean)),
  patchedMessages: JSON.stringify(pick(working.messages, working.patchedMessages)),
  newConflicts: JSON.stringify([...working.newConflicts.values()]),
  resolvedConflicts: JSON.stringify(pick(working.conflicts, working.resolvedConflicts)),
  ledger: JSON.stringify(
    ledger.map(({ seq, changeId, revision, outcome }) => ({ seq, changeId, revision, outcome })),
  ),
  purged: [...working.purged],
})

interface Numbered {
  readonly revision: number
}

const byRevision = (a: Numbered, b: Numbered): number => a.revision - b.revision

const pick = <T>(rowById: ReadonlyMap<string, T>, ids: ReadonlySet<string>): readonly T[] =>
  [...ids].flatMap((id) => {
    const row = rowById.get(id)
    return row === undefined ? [] : [row]
  })

type NewMessageRow = Working['newMessages'] extends ReadonlyMap<string, infer Row> ? Row : never

/** Empty parts are left out, and become null. */
const lean = ({ clocks, attachments, ...row }: NewMessageRow): object => ({
  ...row,
  ...(Object.keys(clocks).length === 0 ? {} : { clocks }),
  ...(attachments.length === 0 ? {} : { attachments }),
})
