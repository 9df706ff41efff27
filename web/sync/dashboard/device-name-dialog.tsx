/** Asks for a device's new name and tells the server. */

import { useState, type FormEvent } from 'react'
import * as z from 'zod/mini'
import { MAX_NAME_LENGTH } from '../../../db/protocol/limits.ts'
import type { Device } from '../../../db/protocol/session.ts'
import { callApi, problemWords } from '../../session/call-api.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

interface DeviceNameDialogProps {
  readonly device: Device
  readonly onClose: () => void
  readonly onChanged: () => void
}

export const DeviceNameDialog = ({ device, onClose, onChanged }: DeviceNameDialogProps) => {
  const [name, setName] = useState(device.name)
  const [problem, setProblem] = useState<string | null>(null)
  const rename = async (event: FormEvent) => {
    event.preventDefault()
    const path = `/api/devices/${encodeURIComponent(device.deviceId)}`
    const answer = await callApi(path, z.unknown(), {
      method: 'PATCH',
      body: { name: name.trim() },
    })
    if (answer.kind === 'ok') {
      onClose()
      onChanged()
    } else setProblem(problemWords(answer))
  }
  return (
    <Dialog
      title="Rename device"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="device-name" look="primary" disabled={name.trim() === ''}>
            Rename
          </Button>
        </>
      }
    >
      <form id="device-name" onSubmit={(event) => void rename(event)}>
        <label className="block text-caption text-neutral">
          Name
          <input
            dir="auto"
            value={name}
            maxLength={MAX_NAME_LENGTH}
            data-first
            onChange={(event) => setName(event.target.value)}
            className="mt-1 min-h-11 w-full rounded-xl border border-outline bg-page px-3.5 text-base text-text"
          />
        </label>
        {problem !== null && (
          <p role="alert" className="mt-2 text-danger">
            {problem}
          </p>
        )}
      </form>
    </Dialog>
  )
}
