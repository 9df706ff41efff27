/** The text in a composer: kept in the database while it is typed, there again after a reload. */

import { useCallback, useEffect, useRef, useState } from 'react'
import { readDraft, saveDraft } from '../../db/device/drafts.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { useHome } from '../session/use-home.ts'
import { onFlushDrafts } from './draft-flush.ts'

interface Draft {
  readonly text: string
  readonly setText: (text: string) => void
  /** After its message was written, which removed the stored draft. */
  readonly clear: () => void
}

const SAVE_AFTER_MS = 300

export const useDraft = (draftId: string, chatId: ChatId | null): Draft => {
  const { database } = useHome()
  const [text, show] = useState('')
  /** What is typed and not stored; null when everything is. */
  const unsaved = useRef<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const flush = useCallback(async () => {
    clearTimeout(timer.current)
    const typed = unsaved.current
    if (typed === null) return
    unsaved.current = null
    await saveDraft(database, {
      id: draftId,
      chatId,
      kind: 'typed',
      text: typed,
      updatedAt: Date.now(),
    })
  }, [database, draftId, chatId])

  useEffect(() => {
    let isGone = false
    const restore = async () => {
      const draft = await readDraft(database, draftId)
      if (!isGone && unsaved.current === null && draft !== undefined) show(draft.text)
    }
    void restore()
    const forgetFlush = onFlushDrafts(flush)
    const save = () => void flush()
    document.addEventListener('visibilitychange', save)
    window.addEventListener('pagehide', save)
    return () => {
      isGone = true
      forgetFlush()
      document.removeEventListener('visibilitychange', save)
      window.removeEventListener('pagehide', save)
      void flush()
    }
  }, [database, draftId, flush])

  const setText = useCallback(
    (typed: string) => {
      show(typed)
      unsaved.current = typed
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), SAVE_AFTER_MS)
    },
    [flush],
  )
  const clear = useCallback(() => {
    clearTimeout(timer.current)
    unsaved.current = null
    show('')
  }, [])
  return { text, setText, clear }
}
