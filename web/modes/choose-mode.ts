/** A choice of where something is kept, carried out and told. */

import { readStanding } from '../../db/device/standing.ts'
import type { Owner } from '../../db/device/holds.ts'
import type { Mode } from '../../db/device/modes.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { takeOut, type TakeOutOutcome } from '../../db/device/take-out.ts'
import { takeOutFolder } from '../../db/device/take-out-folder.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { writeDeps } from '../chats/use-write.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { Home } from '../session/home.ts'
import { showToast } from '../ui/toasts.ts'
import { doneWords, quoted } from './mode-words.ts'

const TOLD_FOR_MS = 6000

export interface Choice {
  readonly of: Owner
  /** In quotation marks. */
  readonly name: string
  /** null: as the folder around it says. */
  readonly mode: Mode | null
}

/** False where it was not stored. */
export const chooseMode = async (home: Home, { of, name, mode }: Choice): Promise<boolean> => {
  const { database } = home
  const outcome = await setMode(database, writeDeps, { of, mode })
  if (outcome.kind !== 'set') return false
  home.sync?.settle()
  const standing = await readStanding(database, of)
  tell(of, doneWords(name, standing?.mode ?? 'everywhere'))
  return true
}

/** `chatId`: of one chat the one that is only here now. `chat`: of a folder the one in the way, in quotation marks. */
export type TakenOut =
  | { readonly kind: 'done'; readonly chatId: ChatId | null }
  | (Exclude<TakeOutOutcome, { readonly kind: 'taken' }> & { readonly chat?: string })

/** Of a folder all that is in it. */
export const takeOutOf = async (
  home: Home,
  { of, name }: Pick<Choice, 'of' | 'name'>,
): Promise<TakenOut> => {
  const { database } = home
  const outcome =
    of.entity === 'folder' ? await takeOutWhole(home, of.id) : await takeOutOne(database, of.id)
  if (outcome.kind !== 'done') return outcome
  home.sync?.settle()
  tell(of, doneWords(name, 'device'))
  return outcome
}

const takeOutOne = async (database: ChatDatabase, id: string): Promise<TakenOut> => {
  const outcome = await takeOut(database, writeDeps, idOf(id))
  return outcome.kind === 'taken' ? { ...outcome, kind: 'done' } : outcome
}

const takeOutWhole = async ({ database, sync }: Home, id: string): Promise<TakenOut> => {
  const outcome = await takeOutFolder(database, writeDeps, id)
  if (outcome.kind === 'taken') return { kind: 'done', chatId: null }
  // What had gone before it is told to the others.
  sync?.settle()
  if (!('chatId' in outcome)) return outcome
  const chat = await database.chats.get(outcome.chatId)
  return { ...outcome, chat: quoted('chat', chat?.title ?? '') }
}

const tell = ({ id }: Owner, text: string): void =>
  showToast({ id: `mode-${id}`, text, durationMs: TOLD_FOR_MS })
