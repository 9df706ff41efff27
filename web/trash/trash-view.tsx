/** The chats that were deleted: each can be brought back, or erased for good. */

import { Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { countChats, listChats } from '../../db/device/chats.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { draftsOfEmptying } from '../../db/device/trash.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { useChatActs } from '../chats/use-chat-acts.ts'
import { useWrite } from '../chats/use-write.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { showToast } from '../ui/toasts.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { EraseDialog } from './erase-dialog.tsx'
import { TrashRow } from './trash-row.tsx'

const PAGE = 50

type Asked = { readonly kind: 'one'; readonly chat: ChatRecord } | { readonly kind: 'all' }

export const TrashView = () => {
  const [limit, setLimit] = useState(PAGE)
  const [asked, setAsked] = useState<Asked | null>(null)
  const count = useLive((database) => countChats(database, { shelf: 'trash' }), [])
  const chats = useLive((database) => listChats(database, { shelf: 'trash', limit }), [limit])
  const acts = useTrashActs()
  return (
    <>
      <ViewHeader title="Trash">
        {count !== undefined && count > 0 && (
          <Button look="quiet" onClick={() => setAsked({ kind: 'all' })}>
            Empty trash
          </Button>
        )}
      </ViewHeader>
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl px-3 pt-4 pb-[max(24px,var(--sab))] md:px-6">
          {count === 0 && <NothingHere />}
          {chats !== undefined && chats.length > 0 && (
            <>
              <p className="px-3 pb-3 text-body text-neutral">
                Deleted chats stay here, on all your devices, until you erase them.
              </p>
              <ul aria-label="Deleted chats">
                {chats.map((chat) => (
                  <TrashRow
                    key={chat.id}
                    chat={chat}
                    onRestore={() => void acts.restore(chat)}
                    onErase={() => setAsked({ kind: 'one', chat })}
                  />
                ))}
              </ul>
              {count !== undefined && count > chats.length && (
                <More count={count - chats.length} onMore={() => setLimit(limit + PAGE)} />
              )}
            </>
          )}
        </div>
      </div>
      {asked !== null && (
        <EraseDialog
          what={whatOf(asked, count ?? 0)}
          onClose={() => setAsked(null)}
          onErase={() => {
            setAsked(null)
            void (asked.kind === 'one' ? acts.erase(asked.chat) : acts.eraseAll())
          }}
        />
      )}
    </>
  )
}

const nameOf = (chat: ChatRecord): string => (chat.title === '' ? UNTITLED : chat.title)

const whatOf = (asked: Asked, count: number): string =>
  asked.kind === 'one' ? `“${nameOf(asked.chat)}”` : countWords(count, 'chat')

const say = (text: string): void => showToast({ id: 'trash', text, durationMs: 6000 })

const useTrashActs = () => {
  const { database } = useHome()
  const write = useWrite()
  const { restore } = useChatActs()
  return {
    restore: async (chat: ChatRecord) => {
      if (await restore(chat.id)) say(`“${nameOf(chat)}” is back in your chats.`)
    },
    erase: async (chat: ChatRecord) => {
      if (await write({ kind: 'chat.purge', chatId: chat.id })) say('Chat erased.')
    },
    eraseAll: async () => {
      for (;;) {
        const drafts = await draftsOfEmptying(database)
        if (drafts.length === 0) return say('The trash is empty.')
        if (!(await write(drafts))) return undefined
      }
    },
  }
}

const NothingHere = (): ReactNode => (
  <div className="flex flex-col items-center gap-4 px-8 py-20 text-center text-neutral">
    <Trash2 size={32} strokeWidth={1.5} aria-hidden />
    <p>The trash is empty. Chats that you delete come here first.</p>
    <ButtonLink href="/">Go to chats</ButtonLink>
  </div>
)

const More = ({ count, onMore }: { readonly count: number; readonly onMore: () => void }) => (
  <div className="flex justify-center pt-4">
    <Button onClick={onMore}>Show {countWords(count, 'more chat')}</Button>
  </div>
)
