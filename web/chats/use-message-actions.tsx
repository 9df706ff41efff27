/** All that can be done with a message of this chat, and what it opens. */

import { ClipboardType, Copy, GitBranch, Info, Pencil, RefreshCw, Trash2 } from 'lucide-react'
import { useCallback, useState, type ReactNode } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import { toPlainText } from '../markdown/plain-text.ts'
import { announce } from '../ui/announce.ts'
import { catchFocus, neighbourRow } from '../ui/keep-focus.ts'
import { showToast } from '../ui/toasts.ts'
import type { ActionsOf, MessageAction } from './message-action.ts'
import { MessageDetails } from './message-details.tsx'
import { useBranchChat } from './use-branch-chat.ts'
import { useWrite } from './use-write.ts'

const UNDO_FOR_MS = 10_000
const SHOWN_FOR_MS = 6000

const copy = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    announce('Copied')
  } catch {
    showToast({
      id: 'copy',
      text: 'The browser does not let this be copied.',
      durationMs: SHOWN_FOR_MS,
    })
  }
}

/** Deletes a message, with a way back for a moment. */
const useRemoveMessage = () => {
  const write = useWrite()
  return useCallback(
    async ({ id: messageId, chatId, position }: MessageView) => {
      const setDeleted = (value: boolean) =>
        write({ kind: 'message.set', chatId, messageId, position, field: 'deleted', value })
      const next = neighbourRow('[data-message]')
      if (!(await setDeleted(true))) return
      next?.focus({ preventScroll: true })
      catchFocus()
      showToast({
        id: `deleted-${messageId}`,
        text: 'Message deleted.',
        action: { label: 'Undo', run: () => void setDeleted(false) },
        durationMs: UNDO_FOR_MS,
      })
    },
    [write],
  )
}

interface MessageActs {
  readonly actionsOf: ActionsOf
  /** What an action has opened. */
  readonly dialog: ReactNode
}

interface MessageActsProps {
  readonly onEdit: (message: MessageView) => void
  /** Null where nobody answers now. */
  readonly onRegenerate: ((message: MessageView) => void) | null
}

const regenerateOf = (
  message: MessageView,
  regenerate: MessageActsProps['onRegenerate'],
): readonly MessageAction[] =>
  regenerate === null || message.role !== 'assistant' || message.parentId === null
    ? []
    : [{ label: 'Regenerate', Icon: RefreshCw, run: () => regenerate(message), isQuick: true }]

export const useMessageActions = ({ onEdit, onRegenerate }: MessageActsProps): MessageActs => {
  const [detailed, setDetailed] = useState<MessageView | null>(null)
  const branch = useBranchChat()
  const remove = useRemoveMessage()
  const actionsOf = useCallback(
    (message: MessageView): readonly MessageAction[] => [
      {
        label: 'Copy',
        Icon: Copy,
        run: () => void copy(message.content),
        isQuick: true,
        isTicked: true,
      },
      ...(message.role === 'user'
        ? [{ label: 'Edit', Icon: Pencil, run: () => onEdit(message), isQuick: true }]
        : []),
      ...regenerateOf(message, onRegenerate),
      {
        label: 'Branch into new chat',
        Icon: GitBranch,
        run: () => branch(message),
        isQuick: true,
      },
      {
        label: 'Copy as plain text',
        Icon: ClipboardType,
        run: () => void copy(toPlainText(message.content)),
      },
      { label: 'Details', Icon: Info, run: () => setDetailed(message) },
      { label: 'Delete', Icon: Trash2, run: () => void remove(message), isDangerous: true },
    ],
    [branch, onEdit, onRegenerate, remove],
  )
  const dialog = detailed !== null && (
    <MessageDetails message={detailed} onClose={() => setDetailed(null)} />
  )
  return { actionsOf, dialog }
}
