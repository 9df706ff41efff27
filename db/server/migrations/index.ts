/** Every migration by name, oldest first: a list and not a folder, since the server is one bundled file. */

import type { MigrationProvider } from 'kysely'
import * as chatsFoldersMessages from './0001-chats-folders-messages.ts'
import * as revisionsAndLedger from './0002-revisions-and-ledger.ts'
import * as sessionsAndAttachments from './0003-sessions-and-attachments.ts'
import * as endedAccounts from './0004-ended-accounts.ts'
import * as trashAndHistory from './0005-trash-and-history.ts'

/** A migration that was ever released is never edited: the next one corrects it. */
export const migrations: MigrationProvider = {
  getMigrations: () =>
    Promise.resolve({
      '0001-chats-folders-messages': chatsFoldersMessages,
      '0002-revisions-and-ledger': revisionsAndLedger,
      '0003-sessions-and-attachments': sessionsAndAttachments,
      '0004-ended-accounts': endedAccounts,
      '0005-trash-and-history': trashAndHistory,
    }),
}
