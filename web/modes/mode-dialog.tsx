/** Where a chat, or all that is in a folder, is to be kept; and, where it leaves the cloud, what becomes of it there. */

import { FolderSync } from 'lucide-react'
import { useState } from 'react'
import { readStanding, type Standing } from '../../db/device/standing.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { chatsUnder } from '../../db/device/keep-tree.ts'
import type { Owner } from '../../db/device/holds.ts'
import type { Mode } from '../../db/device/modes.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { Dialog } from '../ui/dialog.tsx'
import { askMode } from './asks.ts'
import { ChoiceRow } from './choice-row.tsx'
import { chooseMode } from './choose-mode.ts'
import { MODE_ICONS } from './mode-icons.ts'
import { aroundSentence, insideWords, MODE_NAMES, modeSentence, quoted } from './mode-words.ts'
import { StopDialog } from './stop-dialog.tsx'

const MODES: readonly Mode[] = ['everywhere', 'cloud', 'device']

const close = (): void => askMode(null)

export const ModeDialog = ({ of }: { readonly of: Owner }) => {
  const home = useHome()
  const known = useLive((db) => readAsked(db, of), [of.id])
  const [isStopping, setIsStopping] = useState(false)
  const [isRefused, setIsRefused] = useState(false)
  if (known == null) return null
  const { standing, name, inside } = known
  const choose = async (mode: Mode | null) => {
    if (mode === 'device' && !standing.isOnlyHere) setIsStopping(true)
    else if (await chooseMode(home, { of, name, mode })) close()
    else setIsRefused(true)
  }
  if (isStopping) return <StopDialog of={of} name={name} inside={inside} onClose={close} />
  return (
    <Dialog title={<bdi>Sync {name}</bdi>} onClose={close}>
      {inside !== null && <p className="pb-3 text-small text-neutral">{insideWords(inside)}</p>}
      <ul className="-mx-3 flex flex-col gap-1">
        {MODES.map((mode) => (
          <li key={mode}>
            <ChoiceRow
              Icon={MODE_ICONS[mode]}
              name={MODE_NAMES[mode]}
              sentence={modeSentence(of.entity, mode)}
              isChosen={standing.mode === mode && !isFollowing(standing)}
              onChoose={() => void choose(mode)}
            />
          </li>
        ))}
        {standing.around !== null && (
          <li>
            <ChoiceRow
              Icon={FolderSync}
              name="As its folder"
              sentence={aroundSentence(standing.around)}
              isChosen={isFollowing(standing)}
              onChoose={() => void choose(null)}
            />
          </li>
        )}
      </ul>
      {isRefused && (
        <p role="alert" className="mt-3 text-small text-danger">
          This device did not store it. Try again.
        </p>
      )}
    </Dialog>
  )
}

const isFollowing = ({ around, isAsAround }: Standing): boolean => around !== null && isAsAround

const readAsked = async (db: ChatDatabase, of: Owner) => {
  const [standing, chat, folder, under] = await Promise.all([
    readStanding(db, of),
    of.entity === 'chat' ? db.chats.get(of.id) : undefined,
    of.entity === 'folder' ? db.folders.get(of.id) : undefined,
    of.entity === 'folder' ? chatsUnder(db, of.id) : null,
  ])
  const name = quoted(of.entity, chat?.title ?? folder?.name ?? '')
  const inside = under && { ...under, chats: under.chats.length }
  return standing && { standing, name, inside }
}
