/** While somebody is signed in: looks for chats written without an account, and asks whether they come along. */

import { Dexie } from 'dexie'
import { useEffect, useState } from 'react'
import { adoptLocal } from '../../db/device/adopt.ts'
import { countAdoptable, type Adoptable } from '../../db/device/adoptable.ts'
import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { forgetDatabase } from '../../db/device/forget.ts'
import { Button } from '../ui/button.tsx'
import { countWords, sizeWords } from '../ui/count-words.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toasts.ts'
import type { Home } from './home.ts'
import { askAboutLocalChats, noteLocalChats, stopAsking, useLocalChats } from './local-chats.ts'
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

const NOT_ADOPTED = {
  no_space: 'There is not enough space to add them. They stay on this device.',
  lost: 'This browser’s storage does not answer. They stay on this device.',
} as const

const adopt = async ({ database, sync }: Home): Promise<void> => {
  const local = await openChatDatabase(LOCAL)
  const outcome = await adoptLocal(local, database)
  if (outcome.kind === 'adopted' || outcome.kind === 'nothing') {
    await forgetDatabase(local)
    localStorage.removeItem(DECLINED)
    sync?.wake('write')
    showToast({ id: 'adopt', text: 'Added to your account.', durationMs: 5000 })
    return
  }
  local.close({ disableAutoOpen: true })
  if (outcome.kind === 'no_space' || outcome.kind === 'lost')
    showToast({ id: 'adopt', text: NOT_ADOPTED[outcome.kind], durationMs: null })
}

export const AdoptPrompt = () => {
  const home = useHome()
  const { found, isAsking } = useLocalChats()
  const [isBusy, setIsBusy] = useState(false)
  useLookForLocalChats(home)
  if (found === null || !isAsking || home.identity === null) return null

  const keep = () => {
    localStorage.setItem(DECLINED, String(found.chats))
    stopAsking()
  }
  const addAll = async () => {
    setIsBusy(true)
    await adopt(home)
    noteLocalChats(await countLocal())
    stopAsking()
    setIsBusy(false)
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
        {countWords(found.messages, 'message')}, {sizeWords(found.bytes)}, written here before
        signing in. They join <strong className="font-semibold">{home.identity.displayName}</strong>{' '}
        on all your devices. Nothing there is replaced.
      </p>
      <WhatIsAdded found={found} />
    </Dialog>
  )
}

/** The newest by name, so that nobody adds what they would rather keep here. */
const WhatIsAdded = ({ found: { chats, titles } }: { readonly found: Adoptable }) => (
  <ul className="mt-4 divide-y divide-line rounded-2xl bg-chip px-4">
    {titles.map((title, at) => (
      // Two chats may have one title, and the list is drawn once.
      // oxlint-disable-next-line react/no-array-index-key
      <li key={at} dir="auto" className="truncate py-2.5 text-start">
        {title === '' ? UNTITLED : title}
      </li>
    ))}
    {chats > titles.length && (
      <li className="py-2.5 text-neutral">and {countWords(chats - titles.length, 'more chat')}</li>
    )}
  </ul>
)

/** Now, and whenever this page comes to the front: another tab may have added them. */
const useLookForLocalChats = (home: Home): void => {
  useEffect(() => {
    let isGone = false
    const look = async () => {
      const found = await countLocal()
      if (isGone) return 0
      if (found?.chats === 0 && found.drafts > 0) await adopt(home)
      noteLocalChats(found)
      return found?.chats ?? 0
    }
    const begin = async () => {
      if ((await look()) > Number(localStorage.getItem(DECLINED) ?? 0)) askAboutLocalChats()
    }
    const lookAgain = () => {
      if (document.visibilityState === 'visible') void look()
    }
    void begin()
    document.addEventListener('visibilitychange', lookAgain)
    return () => {
      isGone = true
      document.removeEventListener('visibilitychange', lookAgain)
      stopAsking()
      noteLocalChats(null)
    }
  }, [home])
}
