/** Asks before signing out: what is unsent, and whether the chats stay on this device. */

import { useState } from 'react'
import { countUnsent, type Unsent } from '../../db/device/forget.ts'
import { Button } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Fates } from './fate-choice.tsx'
import { LeaveNotes, LocalStays } from './leave-notes.tsx'
import { signOut, type ChatsFate } from './leave.ts'
import { useSyncStanding } from '../sync/use-sync-facts.ts'
import { useHome, useLive } from './use-home.ts'

/** What a removal would lose; drafts count only then, for they are never sent anywhere. */
const unsentCount = ({ waiting, parked, attachments }: Unsent): number =>
  waiting + parked + attachments

const lossWords = (count: number, isAccountGone: boolean): string => {
  if (isAccountGone) return 'Remove all chats'
  const what = count === 0 ? 'what is only here' : countWords(count, 'change')
  return `Discard ${what} and sign out`
}

interface SignOutDialogProps {
  readonly onClose: () => void
  /** What is chosen until the person chooses. */
  readonly firstFate?: ChatsFate
}

export const SignOutDialog = ({ onClose, firstFate = 'keep' }: SignOutDialogProps) => {
  const home = useHome()
  const isAccountGone = useIsAccountGone()
  const unsent = useLive(countUnsent, [])
  const [fate, setFate] = useState<ChatsFate>(firstFate)
  const [isBusy, setIsBusy] = useState(false)
  if (unsent === undefined) return null
  const count = unsentCount(unsent)
  const isAnyOnlyHere = count > 0 || unsent.heldChats > 0
  const isLoss = (isAnyOnlyHere || isAccountGone) && fate === 'remove'
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
            {isLoss ? lossWords(count, isAccountGone) : 'Sign out'}
          </Button>
        </>
      }
    >
      <LeaveNotes {...{ count, isLoss, isAccountGone }} heldChats={unsent.heldChats} />
      <Fates fate={fate} onChoose={setFate} isAccountGone={isAccountGone} />
      <LocalStays />
    </Dialog>
  )
}

const useIsAccountGone = (): boolean => {
  const { state } = useSyncStanding()
  return state.kind === 'sign-in' && state.code === 'account_deleted'
}
