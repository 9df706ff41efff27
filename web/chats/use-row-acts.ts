/** What the rows of the list of chats ask of it: another title, deletion and where the focus goes then. */

import { useEffect, useMemo, useRef, useState } from 'react'
import type { Line } from './chat-order.ts'
import type { RowActs } from './chat-row.tsx'
import { neighbourOf } from './list-moves.ts'
import { toggleSelected } from './selected.ts'
import { useChatActs } from './use-chat-acts.ts'

/** `acts` is the same object at every drawing, so that a row is drawn again only for what it shows. */
export const useRowActs = (lines: readonly Line[], focusRow: (chatId: string) => void) => {
  const [renamingId, setRenamingId] = useState<string | null>(null)
  const chatActs = useChatActs()
  const latest = useRef({ lines, focusRow, chatActs })
  useEffect(() => {
    latest.current = { lines, focusRow, chatActs }
  })
  const acts = useMemo(
    (): RowActs => ({
      startRename: setRenamingId,
      endRename: ({ id }, title, byKey) => {
        setRenamingId(null)
        if (byKey) latest.current.focusRow(id)
        if (title !== null) void latest.current.chatActs.rename(id, title)
      },
      select: toggleSelected,
      remove: async (chatId) => {
        const next = neighbourOf(latest.current.lines, chatId)
        if (!(await latest.current.chatActs.remove(chatId))) return
        if (next !== undefined) latest.current.focusRow(next)
      },
    }),
    [],
  )
  return { acts, renamingId }
}
