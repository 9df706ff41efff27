/** What stands in place of a chat that is not here, or that was deleted. */

import type { ReactNode } from 'react'
import type { ChatRecord } from '../../db/device/records.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ViewHeader } from '../ui/view-header.tsx'
import { UNTITLED } from './chat-row.tsx'
import { useChatActs } from './use-chat-acts.ts'

export const NotHere = () => (
  <Empty title="This chat is not on this device">
    <p>It may have been deleted for good, belong to another account, or still be on its way.</p>
    <ButtonLink href="/" look="primary">
      Go to chats
    </ButtonLink>
  </Empty>
)

export const InTrash = ({ chat }: { readonly chat: ChatRecord }) => {
  const { restore } = useChatActs()
  return (
    <Empty title={chat.title === '' ? UNTITLED : chat.title}>
      <p>This chat is in the trash.</p>
      <Button look="primary" onClick={() => void restore(chat.id)}>
        Restore
      </Button>
    </Empty>
  )
}

const Empty = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <>
    <ViewHeader title={title} />
    <div className="flex flex-1 flex-col items-center justify-center gap-4 px-8 pb-16 text-center text-neutral">
      {children}
    </div>
  </>
)
