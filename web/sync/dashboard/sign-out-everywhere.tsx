/** For when a device is lost, or a stranger's browser was used: every session of this person ends at once. */

import { useState } from 'react'
import * as z from 'zod/mini'
import { countUnsent } from '../../../db/device/forget.ts'
import { callApi, problemWords } from '../../session/call-api.ts'
import { signOut } from '../../session/leave.ts'
import { useHome, useLive } from '../../session/use-home.ts'
import { Button } from '../../ui/button.tsx'
import { countWords } from '../../ui/count-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { showToast } from '../../ui/toasts.ts'

export const SignOutEverywhere = () => {
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <Button
        look="quiet"
        className="-ms-3.5 px-3.5 text-small text-danger!"
        onClick={() => setIsAsking(true)}
      >
        Sign out everywhere…
      </Button>
      {isAsking && <EverywhereDialog onClose={() => setIsAsking(false)} />}
    </>
  )
}

const EverywhereDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const home = useHome()
  const unsent = useLive(countUnsent, [])
  const [isBusy, setIsBusy] = useState(false)
  const waiting = unsent === undefined ? 0 : unsent.waiting + unsent.parked
  const leave = async () => {
    setIsBusy(true)
    const answer = await callApi('/api/devices', z.unknown(), { method: 'DELETE' })
    if (answer.kind === 'ok') {
      await signOut(home, 'keep')
      return
    }
    onClose()
    showToast({ id: 'device', text: problemWords(answer), durationMs: 6000 })
  }
  return (
    <Dialog
      title="Sign out everywhere?"
      onClose={onClose}
      actions={
        <>
          <Button data-first onClick={onClose}>
            Cancel
          </Button>
          <Button look="danger" disabled={isBusy} onClick={() => void leave()}>
            {isBusy ? 'Signing out…' : 'Sign out everywhere'}
          </Button>
        </>
      }
    >
      <p>
        Every device stops syncing at once, this one too. The chats on each stay there, hidden here
        until you sign in again.
      </p>
      {waiting > 0 && (
        <p className="mt-3 font-medium">
          {countWords(waiting, 'change is', 'changes are')} not in the cloud yet.{' '}
          {waiting === 1 ? 'It waits' : 'They wait'} here for your next sign-in.
        </p>
      )}
    </Dialog>
  )
}
