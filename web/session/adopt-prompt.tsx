/** After signing in: asks whether the chats written without an account come along, and says how many. */

import { Dexie } from 'dexie'
import { useEffect, useState } from 'react'
import { adoptLocal, countAdoptable, type Adoptable } from '../../db/device/adopt.ts'
import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { forgetDatabase } from '../../db/device/forget.ts'
import { Button } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toasts.ts'
import type { Home } from './home.ts'
import { useHome } from './use-home.ts'

/** How many chats there were when the person said no; more than that is a new question. */
const DECLINED = 'adopt-declined'

const LOCAL = databaseName(null)

const countLocal = async (): Promise<Adoptable | null> => {
  if (!(await Dexie.exists(LOCAL))) return null
  const local = await openChatDatabase(LOCAL)
  const found = await countAdoptable(local)
  local.close({ disableAutoOpen: true })
  return found
}

const adopt = async ({ database, sync }: Home): Promise<void> => {
  const local = await openChatDatabase(LOCAL)
  const outcome = await adoptLocal(local, database)
  if (outcome.kind === 'adopted') {
    await forgetDatabase(local)
    localStorage.removeItem(DECLINED)
    sync?.wake('write')
    return
  }
  local.close({ disableAutoOpen: true })
  if (outcome.kind === 'no_space')
    showToast({
      id: 'adopt',
      text: 'There is not enough space to add them. They stay on this device.',
      durationMs: null,
    })
}

export const AdoptPrompt = () => {
  const home = useHome()
  const [found, setFound] = useState<Adoptable | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  useEffect(() => {
    const look = async () => {
      const local = await countLocal()
      if (local === null) return
      const declined = Number(localStorage.getItem(DECLINED) ?? 0)
      if (local.chats > declined) setFound(local)
      else if (local.chats === 0 && local.drafts > 0) await adopt(home)
    }
    void look()
  }, [home])
  if (found === null || home.identity === null) return null

  const keep = () => {
    localStorage.setItem(DECLINED, String(found.chats))
    setFound(null)
  }
  const addAll = async () => {
    setIsBusy(true)
    await adopt(home)
    setFound(null)
  }
  const chats = countWords(found.chats, 'chat')
  return (
    <Dialog
      title={`Add ${chats} from this device?`}
      onClose={keep}
      actions={
        <>
          <Button disabled={isBusy} onClick={keep}>
            Keep on this device only
          </Button>
          <Button data-first look="primary" disabled={isBusy} onClick={() => void addAll()}>
            {isBusy ? 'Adding…' : 'Add all'}
          </Button>
        </>
      }
    >
      <p>
        You wrote {chats} ({countWords(found.changes, 'change')}) here before signing in. Add them
        to <strong className="font-semibold">{home.identity.displayName}</strong> to have them on
        all your devices. Nothing there is replaced.
      </p>
    </Dialog>
  )
}
