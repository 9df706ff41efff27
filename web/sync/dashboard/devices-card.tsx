/** The person's devices: their names, when they were last seen, and the way to sign one out. */

import { Smartphone } from 'lucide-react'
import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { devicesReplySchema, type Device } from '../../../db/protocol/session.ts'
import { callApi } from '../../session/call-api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { countWords } from '../../ui/count-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { timeAgo } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { showToast } from '../../ui/toasts.ts'
import { AddDevice } from './add-device.tsx'
import { DeviceNameDialog } from './device-name-dialog.tsx'

type Listed = readonly Device[] | 'asking' | 'unreachable'

const askDevices = async (): Promise<Listed> => {
  const answer = await callApi('/api/devices', devicesReplySchema)
  return answer.kind === 'ok' ? answer.value.devices : 'unreachable'
}

export const DevicesCard = () => {
  const [listed, setListed] = useState<Listed>('asking')
  const look = () => void askDevices().then(setListed)
  useEffect(() => {
    const ask = () => void askDevices().then(setListed)
    ask()
    window.addEventListener('online', ask)
    return () => window.removeEventListener('online', ask)
  }, [])
  return (
    <Card id="devices" title="Devices" aside={<AddDevice />}>
      {listed === 'asking' && <p className="text-body text-neutral">Looking…</p>}
      {listed === 'unreachable' && (
        <p className="text-body text-neutral">
          The list comes from the server, which cannot be reached now.
        </p>
      )}
      {typeof listed !== 'string' && (
        <ul className="divide-y divide-line">
          {listed.map((device) => (
            <DeviceRow key={device.deviceId} device={device} onChanged={look} />
          ))}
        </ul>
      )}
    </Card>
  )
}

interface DeviceRowProps {
  readonly device: Device
  readonly onChanged: () => void
}

const DeviceRow = ({ device, onChanged }: DeviceRowProps) => {
  const [asked, setAsked] = useState<'rename' | 'revoke' | null>(null)
  const now = useNow(30_000)
  const close = () => setAsked(null)
  const seen = device.lastSeenAt === null ? 'never seen' : `seen ${timeAgo(device.lastSeenAt, now)}`
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2">
      <Smartphone size={20} aria-hidden className="shrink-0 text-neutral" />
      <div className="min-w-0 flex-[1_1_12rem]">
        <p className="truncate text-body">
          <bdi>{device.name}</bdi>
          {device.current && (
            <span className="ms-2 rounded-full bg-bubble px-2 py-0.5 text-mini font-medium text-info">
              This device
            </span>
          )}
        </p>
        <p className="text-caption text-neutral">
          {seen}
          {/* Of itself this device knows better than the server: the waiting changes above. */}
          {!device.current &&
            device.pending > 0 &&
            ` · ${countWords(device.pending, 'change')} not sent`}
        </p>
      </div>
      <div className="flex">
        <Button look="quiet" onClick={() => setAsked('rename')}>
          Rename
        </Button>
        {!device.current && (
          <Button look="quiet" className="text-danger" onClick={() => setAsked('revoke')}>
            Sign out…
          </Button>
        )}
      </div>
      {asked === 'rename' && (
        <DeviceNameDialog device={device} onClose={close} onChanged={onChanged} />
      )}
      {asked === 'revoke' && <RevokeDialog device={device} onClose={close} onChanged={onChanged} />}
    </li>
  )
}

interface RevokeDialogProps extends DeviceRowProps {
  readonly onClose: () => void
}

const RevokeDialog = ({ device, onClose, onChanged }: RevokeDialogProps) => {
  const revoke = async () => {
    onClose()
    const path = `/api/devices/${encodeURIComponent(device.deviceId)}`
    const answer = await callApi(path, z.unknown(), { method: 'DELETE' })
    if (answer.kind === 'unreachable')
      showToast({ id: 'device', text: 'The server cannot be reached now.', durationMs: 6000 })
    onChanged()
  }
  return (
    <Dialog
      title="Sign out this device?"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" onClick={() => void revoke()}>
            Sign out
          </Button>
        </>
      }
    >
      <p>
        <bdi className="font-medium">{device.name}</bdi> stops syncing at once. The chats on it stay
        there until somebody removes them.
        {device.pending > 0 &&
          ` It still has ${countWords(device.pending, 'change')} that are not in the cloud.`}
      </p>
    </Dialog>
  )
}
