/** The person's devices: their names, when they were last seen, and the way to sign one out. */

import { Laptop, Smartphone } from 'lucide-react'
import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { FAULTS } from '../../../db/protocol/fault.ts'
import { devicesReplySchema, type Device } from '../../../db/protocol/session.ts'
import { callApi, problemWords } from '../../session/call-api.ts'
import { deviceName } from '../../session/device-name.ts'
import { SignOutDialog } from '../../session/sign-out-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { countWords } from '../../ui/count-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { timeAgo } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { showToast } from '../../ui/toasts.ts'
import { AddDevice } from './add-device.tsx'
import { DeviceNameDialog } from './device-name-dialog.tsx'
import { SignOutEverywhere } from './sign-out-everywhere.tsx'

type Listed = readonly Device[] | 'asking' | 'unreachable' | 'signed-out'

const askDevices = async (): Promise<Listed> => {
  const answer = await callApi('/api/devices', devicesReplySchema)
  if (answer.kind === 'fault' && FAULTS[answer.fault.code].remedy === 'sign-in') return 'signed-out'
  if (answer.kind !== 'ok') return 'unreachable'
  return Promise.all(answer.value.devices.map(withName))
}

/** Since it took a new identity, the server knows this device by no name: it says its own once more. */
const withName = async (device: Device): Promise<Device> => {
  if (device.name !== '') return device
  if (!device.current) return { ...device, name: 'A device without a name' }
  const name = deviceName(navigator.userAgent)
  const path = `/api/devices/${encodeURIComponent(device.deviceId)}`
  await callApi(path, z.unknown(), { method: 'PATCH', body: { name } })
  return { ...device, name }
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
      {listed === 'signed-out' && (
        <p className="text-body text-neutral">Sign in again to see your devices here.</p>
      )}
      {listed === 'unreachable' && (
        <p className="text-body text-neutral">
          The list comes from the server, which cannot be reached now.
        </p>
      )}
      {typeof listed !== 'string' && (
        <>
          <ul className="divide-y divide-line">
            {listed.map((device) => (
              <DeviceRow key={device.deviceId} device={device} onChanged={look} />
            ))}
          </ul>
          {listed.length > 1 && <SignOutEverywhere />}
        </>
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
  const close = () => setAsked(null)
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2">
      <DeviceFacts device={device} />
      <div className="-ms-3.5 flex flex-wrap">
        <Button look="quiet" className="px-3.5 text-small" onClick={() => setAsked('rename')}>
          Rename
        </Button>
        <Button
          look="quiet"
          className="px-3.5 text-small text-danger!"
          onClick={() => setAsked('revoke')}
        >
          {device.current ? 'Sign out this device…' : 'Sign out…'}
        </Button>
      </div>
      {asked === 'rename' && (
        <DeviceNameDialog device={device} onClose={close} onChanged={onChanged} />
      )}
      {asked === 'revoke' && device.current && <SignOutDialog onClose={close} />}
      {asked === 'revoke' && !device.current && (
        <RevokeDialog device={device} onClose={close} onChanged={onChanged} />
      )}
    </li>
  )
}

const isPhone = ({ platform, name }: Device): boolean =>
  /android|iphone|ipad/i.test(`${platform} ${name}`)

const DeviceFacts = ({ device }: { readonly device: Device }) => {
  const now = useNow(30_000)
  const { name, current, lastSeenAt, pending, appVersion } = device
  const Icon = isPhone(device) ? Smartphone : Laptop
  const facts = [
    lastSeenAt === null ? 'Never seen' : `Last seen ${timeAgo(lastSeenAt, now)}`,
    // Of itself this device knows better than the server: the waiting changes.
    !current && pending > 0 && `${countWords(pending, 'change')} not sent`,
    appVersion !== '' && `version ${appVersion}`,
  ]
  return (
    <>
      <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-chip text-neutral">
        <Icon size={20} aria-hidden />
      </span>
      <div className="min-w-0 flex-[1_1_12rem]">
        <p className="text-body font-medium wrap-anywhere">
          <bdi>{name}</bdi>
          {current && (
            <span className="ms-2 rounded-full bg-bubble px-2 py-0.5 text-mini font-medium whitespace-nowrap text-info">
              This device
            </span>
          )}
        </p>
        <p className="text-caption text-neutral">{facts.filter(Boolean).join(' · ')}</p>
      </div>
    </>
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
    if (answer.kind !== 'ok')
      showToast({ id: 'device', text: problemWords(answer), durationMs: 6000 })
    onChanged()
  }
  return (
    <Dialog
      title="Sign out that device?"
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
