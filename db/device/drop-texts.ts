/** Whoever writes a block drops its text for the search, in the same transaction: a text that is there is right. */

import { cmp, type DBCore, type DBCoreKeyRange, type DBCoreMutateRequest, type Dexie } from 'dexie'
import type { MessageBlock } from './records.ts'

/** More keys than these are dropped with all that lies between: texts are made again. */
const MOST_KEYS = 64

/** Below everything else of Dexie's, so that every way of writing passes through. */
const LEVEL = -9
/** Dexie's DBCoreRangeType.Range, which its types have and its code does not. */
const RANGE = 2

export const dropTextsWithBlocks = (db: Dexie): void => {
  db.use({ stack: 'dbcore', name: 'drop-texts', level: LEVEL, create: (core) => dropping(core) })
}

const dropping = (core: DBCore): DBCore => ({
  ...core,
  transaction: (stores, mode, options) => {
    const isWriting = mode === 'readwrite' && stores.includes('blocks')
    const all = isWriting ? [...new Set([...stores, 'searchBlocks'])] : stores
    return core.transaction(all, mode, options)
  },
  table: (name) => {
    const table = core.table(name)
    if (name !== 'blocks') return table
    const texts = core.table('searchBlocks')
    return {
      ...table,
      mutate: (request) => {
        // Not waited for, which would lead out of Dexie's transaction: the browser takes both in turn,
        // and what ends the transaction is told by the other.
        texts.mutate(drop(request)).then(
          ({ numFailures }) => (numFailures > 0 ? request.trans.abort() : undefined),
          () => undefined,
        )
        return table.mutate(request)
      },
    }
  },
})

const drop = (request: DBCoreMutateRequest): DBCoreMutateRequest => {
  const { trans } = request
  if (request.type === 'deleteRange') return { type: 'deleteRange', trans, range: request.range }
  const keys = request.type === 'delete' ? request.keys : request.values.map(keyOf)
  if (keys.length <= MOST_KEYS) return { type: 'delete', trans, keys }
  const sorted = keys.toSorted(cmp)
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types have an enum, the code a number
  const range: DBCoreKeyRange = { type: RANGE, lower: sorted[0], upper: sorted.at(-1) }
  return { type: 'deleteRange', trans, range }
}

const keyOf = ({ chatId, index }: MessageBlock): [string, number] => [chatId, index]
