/** What whoever signs out should know before: what is unsent, or that the account is gone; and the ways to keep it. */

import { useState } from 'react'
import { onlyHereWords } from '../modes/mode-words.ts'
import { Button } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { exportChats } from './export-chats.ts'
import { useLocalChats } from './local-chats.ts'
import { useHome } from './use-home.ts'

/** Somebody who leaves does not wait longer for a network that is hardly there. */
const SYNC_FIRST_MS = 10_000

interface UnsentNoteProps {
  readonly count: number
  readonly isLoss: boolean
}

const UnsentNote = ({ count, isLoss }: UnsentNoteProps) => {
  const { database, sync } = useHome()
  const [isSyncing, setIsSyncing] = useState(false)
  const syncFirst = async () => {
    setIsSyncing(true)
    await sync?.sync('full', AbortSignal.timeout(SYNC_FIRST_MS))
    setIsSyncing(false)
  }
  return (
    <div className="mb-4 rounded-2xl bg-chip p-4">
      <p className={isLoss ? 'font-medium text-danger' : 'font-medium'}>
        {countWords(count, 'change is', 'changes are')} not in the cloud yet.
        {isLoss && ' If you remove the chats now, they are lost.'}
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={isSyncing}
          // The safe way out is the one at hand.
          data-first
          onClick={() => void syncFirst()}
        >
          {isSyncing ? 'Syncing…' : 'Sync first'}
        </Button>
        <Button className="bg-page" onClick={() => void exportChats(database)}>
          Export as JSON file
        </Button>
      </div>
    </div>
  )
}

const GoneNote = () => {
  const { database } = useHome()
  return (
    <div className="mb-4 rounded-2xl bg-chip p-4">
      <p className="font-medium">This account was deleted: there is nothing of it in the cloud.</p>
      <Button className="mt-3 bg-page" data-first onClick={() => void exportChats(database)}>
        Export as JSON file
      </Button>
    </div>
  )
}

interface HeldNoteProps {
  readonly heldChats: number
  readonly isLoss: boolean
}

const HeldNote = ({ heldChats, isLoss }: HeldNoteProps) => {
  const { database } = useHome()
  return (
    <div className="mb-4 rounded-2xl bg-chip p-4">
      <p className={isLoss ? 'font-medium text-danger' : 'font-medium'}>
        {onlyHereWords(heldChats)}.
        {isLoss && ' If you remove the chats now, what was written in them is lost.'}
      </p>
      <Button className="mt-3 bg-page" onClick={() => void exportChats(database)}>
        Export as JSON file
      </Button>
    </div>
  )
}

interface LeaveNotesProps extends UnsentNoteProps, HeldNoteProps {
  readonly isAccountGone: boolean
}

export const LeaveNotes = ({ isAccountGone, count, ...told }: LeaveNotesProps) => {
  if (isAccountGone) return <GoneNote />
  return (
    <>
      {count > 0 && <UnsentNote count={count} isLoss={told.isLoss} />}
      {told.heldChats > 0 && <HeldNote {...told} />}
    </>
  )
}

/** What nobody's account has is nobody's to take away. */
export const LocalStays = () => {
  const { found } = useLocalChats()
  if (found === null) return null
  return (
    <p className="mt-2 text-small leading-snug text-neutral">
      {countWords(found.chats, 'chat')} written here before signing in{' '}
      {found.chats === 1 ? 'stays' : 'stay'} on this device in any case.
    </p>
  )
}
