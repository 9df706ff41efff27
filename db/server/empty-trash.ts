/** Erases what has lain in a person's trash for thirty days, by this server's clock alone. */

import type { ChatId, FolderId } from '../protocol/ids.ts'
import type { Database } from './database.ts'
import { purge, purgeFolder } from './judge/judge-purge.ts'
import { startWorking } from './judge/working.ts'
import { askLock } from './load.ts'
import { moment } from './moment.ts'
import type { RoundInput } from './round-outcome.ts'
import { onlyJson, type Question, statement } from './statement.ts'
import { selectDue } from './trash-due.ts'
import { isOutOfSpace, isUnavailable } from './unavailable.ts'
import { inTwoTrips, type TwoTrips } from './with-user.ts'
import { erase, writeChats, writeFolders, writeToken } from './write-parts.ts'
import { rowsOf } from './write-rows.ts'

type Emptying = Pick<RoundInput, 'userId' | 'now' | 'newToken'>

interface Due {
  readonly chats: readonly ChatId[]
  readonly folders: readonly FolderId[]
}

/**
 * A transaction of its own behind a round that found something due: the round is answered whatever
 * becomes of it, and the next one shows what it erased. Gives the revision it ended at; null where
 * there was nothing left to do, or it could not be done now.
 */
export const emptyTrash = async (database: Database, input: Emptying): Promise<number | null> => {
  try {
    return await inTwoTrips(database, input.userId, (trips) => emptyWithin(trips, input))
  } catch (error) {
    if (!isOutOfSpace(error) && !isUnavailable(error))
      database.log.warn({ err: error }, 'the trash could not be emptied')
    return null
  }
}

/** What is due is read once the lock is held: another round may have brought some of it back. */
const emptyWithin = async (
  trips: TwoTrips,
  { userId, now, newToken }: Emptying,
): Promise<number | null> => {
  const [revision, due] = await trips.begin(askLock(userId), askDue({ userId, now }))
  const working = startWorking(NOTHING, revision, now)
  for (const id of due.chats) purge(working, id, now)
  for (const id of due.folders) purgeFolder(working, id, now)
  const hasErased = working.revision > revision
  const token = hasErased ? newToken() : null
  const { chats, folders, purged, purgedFolders } = rowsOf({ working, ledger: [] })
  const written = { userId, now, revision: working.revision, token }
  await trips.end({ ...write({ ...written, chats, folders, purged, purgedFolders }), read }, null)
  return hasErased ? working.revision : null
}

const read = (): null => null

/** What is erased need not be known for that. */
const NOTHING: Parameters<typeof startWorking>[0] = {
  seenToken: null,
  oldestToken: null,
  devices: [],
  ledger: [],
  chats: [],
  messages: [],
  folders: [],
  conflicts: [],
  attachments: [],
}

const selectAllDue = statement({
  name: 'trash-due',
  takes: { userId: 'text', now: 'float8' },
  write: (at) => `
    select json_build_object('chats', ${selectDue('chats', at)}, 'folders', ${selectDue('folders', at)})`,
})

const askDue = (asked: Parameters<typeof selectAllDue>[0]): Question<Due> => ({
  ...selectAllDue(asked),
  read: (cells): Due => JSON.parse(onlyJson(cells)),
})

const write = statement({
  name: 'write-emptied',
  takes: {
    userId: 'text',
    now: 'float8',
    revision: 'bigint',
    token: 'text',
    chats: 'json',
    folders: 'json',
    purged: 'text[]',
    purgedFolders: 'text[]',
  },
  write: (at) => `with
    ${erase(at)},
    ${writeChats(at)}),
    ${writeFolders(at)},
    ${writeToken(at)}
    update sync_status set revision = ${at.revision}, emptied_at = ${moment(at.now)},
      updated_at = ${moment(at.now)}
    where user_id = ${at.userId}`,
})
