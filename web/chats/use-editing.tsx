/** The message that is being edited: opened by the person, or found again after a reload. */

import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { ChatDatabase } from '../../db/device/database.ts'
import { EDIT_START, listDraftIds, saveDraft } from '../../db/device/drafts.ts'
import type { MessageView } from '../../db/device/messages.ts'
import type { MessageId } from '../../db/protocol/ids.ts'
import { useHome } from '../session/use-home.ts'
import { showToast } from '../ui/toasts.ts'
import { mirroredDrafts, mirrorKey, readMirror } from './draft-mirror.ts'
import { MessageEdit } from './message-edit.tsx'
import { editDraftId } from './write-acts.ts'

interface Edited {
  readonly message: MessageView
  /** Opened by the person just now. */
  readonly isAsked: boolean
}

interface EditingProps {
  readonly messages: readonly MessageView[] | undefined
  readonly onSaved: (id: MessageId, edited: MessageView) => void
  readonly onCancelled: (edited: MessageView) => void
}

export interface Editing {
  readonly editing: { readonly id: MessageId; readonly editor: ReactNode } | null
  readonly edit: (message: MessageView) => void
}

const UNDO_FOR_MS = 10_000

/** In the database, or where the page went before it was there, in the mirror; one emptied there is let go. */
const listEdits = async (database: ChatDatabase): Promise<ReadonlySet<string>> => {
  const kept = await listDraftIds(database, EDIT_START)
  const all = [...kept, ...mirroredDrafts(localStorage, database.name)]
  const isLetGo = (draftId: string): boolean =>
    readMirror(localStorage, mirrorKey(database.name, draftId))?.text === ''
  return new Set(all.filter((draftId) => !isLetGo(draftId)))
}

export const useEditing = ({ messages, onSaved, onCancelled }: EditingProps): Editing => {
  const { database } = useHome()
  const [edited, setEdited] = useState<Edited | null>(null)
  const edit = useCallback((message: MessageView) => setEdited({ message, isAsked: true }), [])

  const isSearched = useRef(false)
  useEffect(() => {
    if (messages === undefined || isSearched.current) return
    isSearched.current = true
    const search = async () => {
      const edits = await listEdits(database)
      const message = messages.findLast(({ id }) => edits.has(editDraftId(id)))
      if (message !== undefined) setEdited((now) => now ?? { message, isAsked: false })
    }
    void search()
  }, [database, messages])

  const editing = useMemo(() => {
    if (edited === null) return null
    const { message, isAsked } = edited
    const cancel = (typed: string | null) => {
      setEdited(null)
      onCancelled(message)
      if (typed === null) return
      const bringBack = async () => {
        const { id, chatId } = message
        const draft = { id: editDraftId(id), chatId, kind: 'typed', text: typed } as const
        await saveDraft(database, { ...draft, updatedAt: Date.now() })
        setEdited({ message, isAsked: true })
      }
      showToast({
        id: `edit-${message.id}`,
        text: 'Edit dropped.',
        action: { label: 'Undo', run: () => void bringBack() },
        durationMs: UNDO_FOR_MS,
      })
    }
    const save = (id: MessageId) => {
      setEdited(null)
      onSaved(id, message)
    }
    const editor = (
      <MessageEdit
        key={message.id}
        message={message}
        takesFocus={isAsked}
        onSaved={save}
        onCancel={cancel}
      />
    )
    return { id: message.id, editor }
  }, [database, edited, onCancelled, onSaved])
  return { editing, edit }
}
