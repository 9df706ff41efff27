/** The text in a composer: kept while it is typed, there again after a reload. */

import { useCallback, useEffect, useRef, useState } from 'react'
import { readDraft, saveDraft } from '../../db/device/drafts.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { DraftRecord } from '../../db/device/records.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { useHome } from '../session/use-home.ts'
import { onFlushDrafts } from './draft-flush.ts'
import { mirror, mirrorKey, readMirror, settleMirror, type Mirrored } from './draft-mirror.ts'

interface Draft {
  readonly text: string
  readonly setText: (text: string) => void
  /** Empties the box. What comes back is called once its message is written, which is when the text is safe. */
  readonly clear: () => () => void
  /** What could not be written stands in the box again, before what was typed meanwhile. */
  readonly giveBack: (content: string) => void
}

const SAVE_AFTER_MS = 300
/** Longer texts are mirrored when the page goes, not at every key. */
const MIRRORED_AT_ONCE = 20_000

const nothing = () => undefined

/** Whenever the person may be about to go: the box, the window or the page loses them. */
const onLeaving = (save: () => void): (() => void) => {
  const listening = new AbortController()
  const { signal } = listening
  document.addEventListener('focusout', save, { signal })
  document.addEventListener('visibilitychange', save, { signal })
  window.addEventListener('blur', save, { signal })
  window.addEventListener('pagehide', save, { signal })
  return () => listening.abort()
}

/** The text of a box, and the same for whoever cannot wait for the next rendering. */
const useShownText = (initial: string) => {
  const [text, showText] = useState(initial)
  const latest = useRef(initial)
  const show = useCallback((next: string) => {
    latest.current = next
    showText(next)
  }, [])
  return { text, latest, show }
}

/** False where the browser did not store it. */
const keep = async (database: ChatDatabase, draft: DraftRecord): Promise<boolean> => {
  const outcome = await attempt(database, async () => {
    await saveDraft(database, draft)
    return { kind: 'saved' } as const
  })
  return outcome.kind === 'saved'
}

const find = async (database: ChatDatabase, id: string): Promise<DraftRecord | undefined> => {
  const found = await attempt(database, async () => ({
    kind: 'read' as const,
    draft: await readDraft(database, id),
  }))
  return found.kind === 'read' ? found.draft : undefined
}

/** `initial`: what stands in the box where nothing was typed yet. */
export const useDraft = (draftId: string, chatId: ChatId | null, initial = ''): Draft => {
  const { database } = useHome()
  const { text, latest, show } = useShownText(initial)
  /** What is typed and not stored; null when everything is. */
  const unsaved = useRef<Mirrored | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const key = mirrorKey(database.name, draftId)

  const flush = useCallback(async () => {
    clearTimeout(timer.current)
    const typed = unsaved.current
    if (typed === null) return
    unsaved.current = null
    if (await keep(database, { id: draftId, chatId, kind: 'typed', ...typed }))
      settleMirror(localStorage, key, typed)
    // The mirror still has it, and the next key tries again.
    else unsaved.current ??= typed
  }, [database, draftId, chatId, key])

  const setText = useCallback(
    (typed: string) => {
      show(typed)
      unsaved.current = { text: typed, updatedAt: Date.now() }
      if (typed.length <= MIRRORED_AT_ONCE) mirror(localStorage, key, unsaved.current)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), SAVE_AFTER_MS)
    },
    [flush, key, show],
  )

  useEffect(() => {
    let isGone = false
    const restore = async () => {
      const mirrored = readMirror(localStorage, key)
      const draft = await find(database, draftId)
      if (isGone || unsaved.current !== null) return
      const isMirrorNewer = mirrored !== null && mirrored.updatedAt >= (draft?.updatedAt ?? 0)
      if (isMirrorNewer) setText(mirrored.text)
      // What was emptied is let go, though the page went before it was stored.
      show((isMirrorNewer ? mirrored : draft)?.text || initial)
    }
    void restore()
    const save = () => {
      if (unsaved.current !== null) mirror(localStorage, key, unsaved.current)
      void flush()
    }
    const forgetFlush = onFlushDrafts(flush)
    const stopWatching = onLeaving(save)
    return () => {
      isGone = true
      forgetFlush()
      stopWatching()
      save()
    }
  }, [database, draftId, flush, initial, key, setText, show])

  const clear = useCallback(() => {
    clearTimeout(timer.current)
    const sent = unsaved.current
    unsaved.current = null
    show('')
    return sent === null ? nothing : () => settleMirror(localStorage, key, sent)
  }, [key, show])
  const giveBack = (content: string) =>
    setText(latest.current === '' ? content : `${content}\n\n${latest.current}`)
  return { text, setText, clear, giveBack }
}
