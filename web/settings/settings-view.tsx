/** Settings: who is signed in, how the app looks, what is kept here. Each applies at once. */

import { Download, LogIn, LogOut, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { exportChats } from '../session/export-chats.ts'
import { LocalChatsNote } from '../session/local-chats-note.tsx'
import { SignOutDialog } from '../session/sign-out-dialog.tsx'
import { useHome } from '../session/use-home.ts'
import { StorageCard } from '../sync/dashboard/storage-card.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ViewHeader } from '../ui/view-header.tsx'
import { APP_VERSION } from '../version.ts'
import { ThemeChoice } from './theme-choice.tsx'

export const SettingsView = () => (
  <>
    <ViewHeader title="Settings" />
    <div className="min-h-0 flex-1 overflow-y-auto bg-side">
      <div className="mx-auto flex max-w-3xl flex-col gap-4 px-3 pt-4 pb-[max(24px,var(--sab))] md:px-6 md:pt-6">
        <AccountCard />
        <Card title="Appearance">
          <ThemeChoice />
        </Card>
        <ChatsCard />
        <StorageCard />
        <p className="px-5 pb-4 text-caption text-neutral">Chat Sync {APP_VERSION}</p>
      </div>
    </div>
  </>
)

const AccountCard = () => {
  const { identity } = useHome()
  const [isLeaving, setIsLeaving] = useState(false)
  if (identity === null)
    return (
      <Card title="Account">
        <p className="text-body text-neutral">
          Nobody is signed in. Your chats are kept on this device alone.
        </p>
        <ButtonLink href="/sign-in" look="primary" className="mt-4">
          <LogIn size={17} aria-hidden /> Sign in
        </ButtonLink>
      </Card>
    )
  return (
    <Card title="Account">
      <p className="text-body">
        Signed in as <bdi className="font-medium">{identity.displayName}</bdi>
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <ButtonLink href="/sync">
          <RefreshCw size={17} aria-hidden /> Sync and devices
        </ButtonLink>
        <Button onClick={() => setIsLeaving(true)}>
          <LogOut size={17} aria-hidden /> Sign out…
        </Button>
      </div>
      <LocalChatsNote className="mt-4" />
      {isLeaving && <SignOutDialog onClose={() => setIsLeaving(false)} />}
    </Card>
  )
}

const ChatsCard = () => {
  const { database } = useHome()
  return (
    <Card title="Your chats">
      <p className="text-body text-neutral">
        One file with every chat in your list, made on this device, with or without a network.
      </p>
      <Button className="mt-4" onClick={() => void exportChats(database)}>
        <Download size={17} aria-hidden /> Export as JSON file
      </Button>
    </Card>
  )
}
