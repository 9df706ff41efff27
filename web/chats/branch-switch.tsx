/** Steps through the versions of a message, where a chat went on in more than one way. */

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { chooseBranch, type MessageView } from '../../db/device/messages.ts'
import { useHome } from '../session/use-home.ts'
import { IconButton } from '../ui/button.tsx'

export const BranchSwitch = ({ message }: { readonly message: MessageView }) => {
  const { database } = useHome()
  const { id, chatId, versions } = message
  const at = versions.indexOf(id)
  const show = (step: number) => {
    const version = versions[at + step]
    if (version !== undefined) void chooseBranch(database, chatId, version)
  }
  return (
    <div className="flex items-center text-caption text-neutral">
      <IconButton label="Previous version" disabled={at === 0} onClick={() => show(-1)}>
        <ChevronLeft size={18} aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
      <output>
        {at + 1} of {versions.length}
      </output>
      <IconButton
        label="Next version"
        disabled={at === versions.length - 1}
        onClick={() => show(1)}
      >
        <ChevronRight size={18} aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
    </div>
  )
}
