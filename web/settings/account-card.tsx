/** Who is signed in on this device. */

import { LogIn, LogOut, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { LocalChatsNote } from '../session/local-chats-note.tsx'
import { SignOutDialog } from '../session/sign-out-dialog.tsx'
import { useHome } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'

export const AccountCard = () => {
  const { identity } = useHome()
  const [isLeaving, setIsLeaving] = useState(false)
  if (identity === null)
    return (
      <Card id="account" title="Account">
        <p className="text-body text-neutral">
          Nobody is signed in. Your chats are kept on this device alone.
        </p>
        <ButtonLink href="/sign-in" look="primary" className="mt-4">
          <LogIn size={17} aria-hidden /> Sign in
        </ButtonLink>
      </Card>
    )
  return (
    <Card id="account" title="Account">
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
