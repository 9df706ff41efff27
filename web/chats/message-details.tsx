/** What is known about a message beside its text. */

import type { MessageView } from '../../db/device/messages.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { utf8Length } from '../../db/protocol/text.ts'
import { useLive } from '../session/use-home.ts'
import { Button } from '../ui/button.tsx'
import { Fact } from '../ui/card.tsx'
import { numberWords, sizeWords } from '../ui/count-words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { fullTime } from '../ui/time-words.ts'

interface MessageDetailsProps {
  readonly message: MessageView
  readonly onClose: () => void
}

const WRITERS = { user: 'You', assistant: 'Assistant', system: 'System', tool: 'Tool' } as const

export const MessageDetails = ({ message, onClose }: MessageDetailsProps) => {
  const { role, model, timestamp, createdAt, content, versions, revision, id } = message
  const isInCloud = revision > 0
  return (
    <Dialog
      title="Message details"
      onClose={onClose}
      actions={<Button onClick={onClose}>Done</Button>}
    >
      <dl className="text-body">
        <Fact name="Written by">{WRITERS[role]}</Fact>
        {model !== null && <Fact name="Model">{model}</Fact>}
        <Fact name="Written">{fullTime(timestamp)}</Fact>
        <Fact name="In the cloud">{isInCloud ? `since ${fullTime(createdAt)}` : 'not yet'}</Fact>
        <WrittenOn message={message} />
        <Fact name="Length">
          {numberWords(content.length)} characters, {sizeWords(utf8Length(content))}
        </Fact>
        {versions.length > 1 && (
          <Fact name="Version">
            {versions.indexOf(id) + 1} of {versions.length}
          </Fact>
        )}
        <Fact name="Id">
          <code className="text-caption">{id}</code>
        </Fact>
      </dl>
    </Dialog>
  )
}

const WrittenOn = ({ message }: { readonly message: MessageView }) => {
  const sync = useLive(readSync, [])
  if (sync === undefined || message.deviceId === null) return null
  const isHere = message.deviceId === sync.deviceId
  return <Fact name="Written on">{isHere ? 'this device' : 'another device'}</Fact>
}
