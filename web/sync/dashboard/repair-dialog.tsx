/** Says what a repair or a reset means, here and on other devices, and begins it. */

import { useState } from 'react'
import { newId } from '../../../db/device/new-id.ts'
import { repair, resetSync } from '../../../db/device/repair.ts'
import { useHome } from '../../session/use-home.ts'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { logAct } from '../log-act.ts'
import { useIsOnline } from '../use-sync-facts.ts'

interface Words {
  readonly title: string
  readonly act: string
  readonly here: string
  readonly elsewhere: string
  readonly begun: string
}

const WORDS: Readonly<Record<'repair' | 'reset', Words>> = {
  repair: {
    title: 'Repair chats on this device?',
    act: 'Repair',
    here: 'Every chat comes from the cloud once more and replaces what is here. Unsent changes, drafts and files stay and are sent as usual; you can keep using the app.',
    elsewhere: 'Other devices notice nothing.',
    begun: 'Repair begun. Your chats come from the cloud once more.',
  },
  reset: {
    title: 'Reset sync on this device?',
    act: 'Reset sync',
    here: 'To the cloud this becomes a new device: unsent changes are kept and sent once more, and every chat comes from the cloud again.',
    elsewhere: 'Nothing changes on other devices, but their lists show this one as new.',
    begun: 'Sync was reset. Your chats come from the cloud once more.',
  },
}

interface RepairDialogProps {
  readonly act: 'repair' | 'reset'
  readonly onClose: () => void
}

export const RepairDialog = ({ act, onClose }: RepairDialogProps) => {
  const { database, sync } = useHome()
  const isOnline = useIsOnline()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const words = WORDS[act]
  const begin = async () => {
    setIsBusy(true)
    const outcome = await (act === 'repair' ? repair(database) : resetSync(database, { newId }))
    setIsBusy(false)
    if (outcome.kind !== 'begun') {
      setProblem(
        outcome.kind === 'no_space'
          ? 'This device is out of space. Nothing was changed.'
          : 'This browser’s storage did not answer. Nothing was changed.',
      )
      return
    }
    await logAct(database, act === 'repair' ? 'person.repaired' : 'person.reset')
    announce(words.begun)
    sync?.wake('person')
    onClose()
  }
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={act === 'reset' ? 'danger' : 'primary'}
            disabled={isBusy}
            onClick={() => void begin()}
          >
            {words.act}
          </Button>
        </>
      }
    >
      <p>{words.here}</p>
      <p className="mt-3">{words.elsewhere}</p>
      {!isOnline && (
        <p className="mt-3 text-neutral">You are offline: it begins when you are back.</p>
      )}
      {problem !== null && (
        <p role="alert" className="mt-3 text-danger">
          {problem}
        </p>
      )}
    </Dialog>
  )
}
