/** Where something goes that another app shared: into a new chat, or to what is written in one of these. */

import { MessageSquare, SquarePen } from 'lucide-react'
import { useLocation } from 'wouter'
import { listChats } from '../../db/device/chats.ts'
import { placeShared, readDraft, SHARED_DRAFT_ID } from '../../db/device/drafts.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { NEW_DRAFT_ID } from '../chats/write-acts.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ViewHeader } from '../ui/view-header.tsx'
import { Place } from './place.tsx'
import { useTextOfAddress } from './use-text-of-address.ts'

const SHOWN = 30

export const ShareView = () => {
  const { database } = useHome()
  const [, navigate] = useLocation()
  const shared = useLive(async (from) => (await readDraft(from, SHARED_DRAFT_ID)) ?? null, [])
  const chats = useLive((from) => listChats(from, { shelf: 'open', limit: SHOWN }), [])
  useTextOfAddress()
  if (shared === undefined || chats === undefined) return <ViewHeader title="Shared with you" />

  const place = async (chatId: ChatId | null) => {
    await placeShared(database, { draftId: chatId ?? NEW_DRAFT_ID, chatId, now: Date.now() })
    navigate(chatId === null ? '/new' : `/c/${chatId}`, { replace: true })
  }
  const discard = async () => {
    await database.drafts.delete(SHARED_DRAFT_ID)
    navigate('/', { replace: true })
  }
  return (
    <>
      <ViewHeader title="Shared with you" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-4 px-4 py-5 md:px-6">
          {shared === null ? (
            <NothingShared />
          ) : (
            <>
              <p
                dir="auto"
                className="line-clamp-6 rounded-3xl bg-bubble px-5 py-4 text-start wrap-anywhere whitespace-pre-wrap"
              >
                {shared.text}
              </p>
              <p className="text-small text-neutral">
                Choose where it goes. It waits in the message box there, so that you can change it
                before you send.
              </p>
              <ul className="-mx-2">
                <Place icon={<SquarePen size={19} aria-hidden />} onChoose={() => void place(null)}>
                  New chat
                </Place>
                {chats.map(({ id, title }) => (
                  <Place
                    key={id}
                    icon={<MessageSquare size={19} aria-hidden />}
                    onChoose={() => void place(id)}
                  >
                    {title === '' ? UNTITLED : title}
                  </Place>
                ))}
              </ul>
              <Button className="self-start" onClick={() => void discard()}>
                Discard
              </Button>
            </>
          )}
        </div>
      </div>
    </>
  )
}

const NothingShared = () => (
  <>
    <p className="text-neutral">Nothing was shared, or it is in its place already.</p>
    <ButtonLink href="/" look="primary" className="self-start">
      Go to chats
    </ButtonLink>
  </>
)
