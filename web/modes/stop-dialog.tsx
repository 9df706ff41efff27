/** Asks what becomes of the cloud's copy of what is to be only on this device. */

import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Owner } from '../../db/device/holds.ts'
import { useHome } from '../session/use-home.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { chooseMode, takeOutOf } from './choose-mode.ts'
import { refusalWords } from './mode-words.ts'

interface StopDialogProps {
  readonly of: Owner
  readonly name: string
  readonly onClose: () => void
}

export const StopDialog = ({ of, name, onClose }: StopDialogProps) => {
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
    if (outcome.kind !== 'done') setRefusal(refusalWords(outcome))
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
        <>
          <Button data-first onClick={onClose}>
            Cancel
          </Button>
          <Button look="danger" disabled={isBusy} onClick={() => void remove()}>
            Remove from cloud and other devices
          </Button>
          <Button look="primary" disabled={isBusy} onClick={() => void keep()}>
            Keep cloud copy
          </Button>
        </>
      }
    >
      <Meanings isChat={of.entity === 'chat'} />
      {refusal !== null && (
        <p role="alert" className="mt-3 text-small text-danger">
          {refusal}
        </p>
      )}
    </Dialog>
  )
}

const Meanings = ({ isChat }: { readonly isChat: boolean }) => (
  <>
    <p>
      From now on what is written here stays on this device. It is not backed up, and lost with it.
    </p>
    <dl className="mt-3 text-small leading-snug text-neutral">
      <dt className="font-medium text-text">Keep cloud copy</dt>
      <dd>The cloud and your other devices keep what they have, as it is now.</dd>
      <dt className="mt-2 font-medium text-text">Remove from cloud and other devices</dt>
      <dd>
        {isChat ? 'It goes' : 'Its chats go'} to the trash there, for 30 days. All of it stays here.
      </dd>
    </dl>
  </>
)
