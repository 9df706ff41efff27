/** A choice of where something is kept, carried out and told. */

import { readStanding } from '../../db/device/chat-modes.ts'
import { chatIdsIn } from '../../db/device/keep-tree.ts'
import type { Owner } from '../../db/device/holds.ts'
import type { Mode } from '../../db/device/modes.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { takeOut, type TakeOutOutcome } from '../../db/device/take-out.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { writeDeps } from '../chats/use-write.ts'
import type { Home } from '../session/home.ts'
import { showToast } from '../ui/toasts.ts'
import { doneWords } from './mode-words.ts'

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

/** `chatId`: of one chat the one that is only here now. */
export type TakenOut =
  | { readonly kind: 'done'; readonly chatId: ChatId | null }
  | Exclude<TakeOutOutcome, { readonly kind: 'taken' }>

/** Of a folder all its chats, one after the other; the first that cannot be taken out ends it. */
export const takeOutOf = async (
  home: Home,
  { of, name }: Pick<Choice, 'of' | 'name'>,
): Promise<TakenOut> => {
  const { database } = home
  const isFolder = of.entity === 'folder'
  const chatIds = isFolder ? await chatIdsIn(database, of.id) : [of.id]
  let copyId: ChatId | null = null
  for (const id of chatIds) {
    const outcome = await takeOut(database, writeDeps, idOf(id))
    if (outcome.kind !== 'taken') return outcome
    copyId = outcome.chatId
  }
  if (isFolder && !(await chooseMode(home, { of, name, mode: 'device' }))) return { kind: 'lost' }
  home.sync?.settle()
  if (!isFolder) tell(of, doneWords(name, 'device'))
  return { kind: 'done', chatId: isFolder ? null : copyId }
}

const tell = ({ id }: Owner, text: string): void =>
  showToast({ id: `mode-${id}`, text, durationMs: TOLD_FOR_MS })
