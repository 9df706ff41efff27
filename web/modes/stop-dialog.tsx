/** Asks what becomes of the cloud's copy of what is to be only on this device. */

import { CloudCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Owner } from '../../db/device/holds.ts'
import { useHome } from '../session/use-home.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ChoiceRow } from './choice-row.tsx'
import { chooseMode, takeOutOf } from './choose-mode.ts'
import { type Inside, refusalWords, takenOutWords } from './mode-words.ts'

interface StopDialogProps {
  readonly of: Owner
  readonly name: string
  /** Of a folder; null: it is a chat. */
  readonly inside: Inside | null
  readonly onClose: () => void
}

export const StopDialog = ({ of, name, inside, onClose }: StopDialogProps) => {
  const home = useHome()
  const [path, navigate] = useLocation()
  const [isBusy, setIsBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const keep = async () => {
    setIsBusy(true)
    if (await chooseMode(home, { of, name, mode: 'device' })) onClose()
    else setRefusal(refusalWords({ kind: 'lost' }))
    setIsBusy(false)
  }
  const remove = async () => {
    setIsBusy(true)
    const outcome = await takeOutOf(home, { of, name })
    if (outcome.kind !== 'done') setRefusal(refusalWords(outcome, outcome.chat))
    else {
      if (outcome.chatId !== null && path.startsWith(`/c/${of.id}`))
        navigate(`/c/${outcome.chatId}`)
      onClose()
    }
    setIsBusy(false)
  }
  return (
    <Dialog
      title={<bdi>Stop syncing {name}?</bdi>}
      onClose={onClose}
      actions={
        <Button data-first onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <p>
        What is written from now on stays on this device. It is not backed up, and lost with it.
      </p>
      <div className="-mx-3 mt-2 flex flex-col gap-1">
        <ChoiceRow
          Icon={CloudCheck}
          name="Keep cloud copy"
          sentence="The cloud and your other devices keep what they have, as it is now."
          disabled={isBusy}
          onChoose={() => void keep()}
        />
        <ChoiceRow
          Icon={Trash2}
          name="Remove from cloud and other devices"
          sentence={takenOutWords(inside)}
          isDangerous
          disabled={isBusy}
          onChoose={() => void remove()}
        />
      </div>
      {refusal !== null && (
        <p role="alert" className="mt-3 text-small text-danger">
          {refusal}
        </p>
      )}
    </Dialog>
  )
}
