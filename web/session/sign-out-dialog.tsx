/** Asks before signing out: what is unsent, and whether the chats stay on this device. */

import { useState } from 'react'
import { countUnsent, type Unsent } from '../../db/device/forget.ts'
import { Button } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { exportChats } from './export-chats.ts'
import { useLocalChats } from './local-chats.ts'
import { signOut, type ChatsFate } from './leave.ts'
import { useHome, useLive } from './use-home.ts'

/** What a removal would lose; drafts count only then, for they are never sent anywhere. */
const unsentCount = ({ waiting, parked, attachments }: Unsent): number =>
  waiting + parked + attachments

interface SignOutDialogProps {
  readonly onClose: () => void
  /** What is chosen until the person chooses. */
  readonly firstFate?: ChatsFate
}

export const SignOutDialog = ({ onClose, firstFate = 'keep' }: SignOutDialogProps) => {
  const home = useHome()
  const { found } = useLocalChats()
  const unsent = useLive(countUnsent, [])
  const [fate, setFate] = useState<ChatsFate>(firstFate)
  const [isBusy, setIsBusy] = useState(false)
  if (unsent === undefined) return null
  const count = unsentCount(unsent)
  const isLoss = count > 0 && fate === 'remove'
  const leave = () => {
    setIsBusy(true)
    void signOut(home, fate)
  }
  return (
    <Dialog
      title="Sign out?"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Stay</Button>
          <Button look={isLoss ? 'danger' : 'primary'} disabled={isBusy} onClick={leave}>
            {isLoss ? `Discard ${countWords(count, 'change')} and sign out` : 'Sign out'}
          </Button>
        </>
      }
    >
      {count > 0 && <UnsentNote count={count} isLoss={isLoss} />}
      <fieldset className="mt-2">
        <legend className="text-caption text-neutral">Chats on this device</legend>
        <FateChoice
          isChosen={fate === 'keep'}
          onChoose={() => setFate('keep')}
          title="Keep"
          text="Hidden until you sign in here again. What is unsent waits with them."
        />
        <FateChoice
          isChosen={fate === 'remove'}
          onChoose={() => setFate('remove')}
          title="Remove"
          text="For a device that is not yours. What is in the cloud stays there."
        />
      </fieldset>
      {found !== null && (
        <p className="mt-2 text-small leading-snug text-neutral">
          {countWords(found.chats, 'chat', 'chats')} written here before signing in{' '}
          {found.chats === 1 ? 'stays' : 'stay'} on this device in any case.
        </p>
      )}
    </Dialog>
  )
}

interface UnsentNoteProps {
  readonly count: number
  readonly isLoss: boolean
}

const UnsentNote = ({ count, isLoss }: UnsentNoteProps) => {
  const { database, sync } = useHome()
  const [isSyncing, setIsSyncing] = useState(false)
  const syncFirst = async () => {
    setIsSyncing(true)
    await sync?.sync('full')
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

interface FateChoiceProps {
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly title: string
  readonly text: string
}

const FateChoice = ({ isChosen, onChoose, title, text }: FateChoiceProps) => (
  <label
    aria-label={title}
    className="flex min-h-11 cursor-pointer items-start gap-3 rounded-xl py-2"
  >
    <input
      type="radio"
      name="fate"
      checked={isChosen}
      onChange={onChoose}
      className="mt-1 size-5 shrink-0 accent-info"
    />
    <span>
      <span className="font-medium">{title}</span>
      <span className="block text-small leading-snug text-neutral">{text}</span>
    </span>
  </label>
)
