/** Asks for a chat's new title. */

import { useState, type FormEvent } from 'react'
import type { ChatId } from '../../db/protocol/ids.ts'
import { MAX_TITLE_LENGTH } from '../../db/protocol/limits.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useChatActs } from './use-chat-acts.ts'

interface RenameDialogProps {
  readonly chatId: ChatId
  readonly title: string
  readonly onClose: () => void
}

export const RenameDialog = ({ chatId, title, onClose }: RenameDialogProps) => {
  const { rename } = useChatActs()
  const [typed, setTyped] = useState(title)
  const isUseless = typed.trim() === '' || typed.trim() === title
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isUseless) void rename(chatId, typed)
    onClose()
  }
  return (
    <Dialog
      title="Rename chat"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="rename" look="primary" disabled={isUseless}>
            Rename
          </Button>
        </>
      }
    >
      <form id="rename" onSubmit={submit}>
        <label className="block text-caption text-neutral">
          Title
          <input
            dir="auto"
            value={typed}
            maxLength={MAX_TITLE_LENGTH}
            data-first
            onFocus={(event) => event.target.select()}
            onChange={(event) => setTyped(event.target.value)}
            className="mt-1 min-h-11 w-full rounded-xl border border-outline bg-page px-3.5 text-base text-text"
          />
        </label>
      </form>
    </Dialog>
  )
}
