/** Under the title of a chat: where it is kept, where that is not simply everywhere; leads to the choice. */

import { useEffect } from 'react'
import { readStanding } from '../../db/device/standing.ts'
import { noteVisit } from '../../db/device/settle-bodies.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { askMode } from './asks.ts'
import { MODE_ICONS } from './mode-icons.ts'
import { MODE_NAMES } from './mode-words.ts'

/** Much sooner than what was looked at is let go again. */
const VISIT_AGAIN_MS = 10 * 60 * 1000

export const ModeLine = ({ chatId }: { readonly chatId: ChatId }) => {
  const { identity } = useHome()
  const standing = useLive((db) => readStanding(db, { entity: 'chat', id: chatId }), [chatId])
  useVisit(chatId, standing?.mode === 'cloud')
  if (identity === null || standing == null || standing.mode === 'everywhere') return null
  const Icon = MODE_ICONS[standing.mode]
  return (
    <div className="border-b border-line px-2 md:px-4">
      <button
        type="button"
        title="Choose where this chat is kept"
        onClick={() => askMode({ entity: 'chat', id: chatId })}
        className="inline-flex min-h-11 max-w-full items-center gap-2 rounded-full px-2 text-caption text-neutral hover:text-text"
      >
        <Icon size={15} aria-hidden className="shrink-0" />
        <span className="truncate">{MODE_NAMES[standing.mode]}</span>
      </button>
    </div>
  )
}

/** Text that is looked at stays. */
const useVisit = (chatId: ChatId, isVisiting: boolean): void => {
  const { database } = useHome()
  useEffect(() => {
    if (!isVisiting) return
    const note = () =>
      void attempt(database, async () => {
        await noteVisit(database, chatId, Date.now())
        return { kind: 'noted' } as const
      })
    const timer = setInterval(note, VISIT_AGAIN_MS)
    note()
    return () => {
      clearInterval(timer)
      note()
    }
  }, [database, chatId, isVisiting])
}
