/** What can be done about each notice. */

import { Suspense, lazy, useState } from 'react'
import { InstallButton } from '../../install/install-button.tsx'
import { protectStorage } from '../../install/storage-protection.ts'
import { exportChats } from '../../session/export-chats.ts'
import { useHome } from '../../session/use-home.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { showToast } from '../../ui/toasts.ts'
import type { Notice } from './notices.ts'

const SignOutDialog = lazy(async () => ({
  default: (await import('../../session/sign-out-dialog.tsx')).SignOutDialog,
}))

interface NoticeActionsProps {
  readonly notice: Notice
  /** Something was done that may have ended it. */
  readonly onDone: () => void
}

export const NoticeActions = ({ notice, onDone }: NoticeActionsProps) => {
  switch (notice.kind) {
    case 'revoked':
      return <SignedOut />
    case 'account-deleted':
      return <AccountDeleted />
    case 'low-storage':
      return link('/sync#storage', 'Free up space')
    case 'unprotected':
      return <Unprotected isSignedIn={notice.isSignedIn} onDone={onDone} />
    case 'wrong-clock':
      return link('/sync', 'Details')
  }
}

const link = (href: string, words: string) => (
  <ButtonLink href={href} look="quiet">
    {words}
  </ButtonLink>
)

const SignedOut = () => (
  <>
    {link('/sign-in', 'Sign in')}
    <RemoveChats />
  </>
)

/** What was written here is all that is left of it, and it is the person who ends that. */
const AccountDeleted = () => {
  const { database } = useHome()
  return (
    <>
      <Button look="quiet" onClick={() => void exportChats(database)}>
        Export as JSON file
      </Button>
      <RemoveChats />
    </>
  )
}

const RemoveChats = () => {
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <Button look="quiet" onClick={() => setIsAsking(true)}>
        Remove chats…
      </Button>
      <Suspense>
        {isAsking && <SignOutDialog firstFate="remove" onClose={() => setIsAsking(false)} />}
      </Suspense>
    </>
  )
}

interface UnprotectedProps {
  readonly isSignedIn: boolean
  readonly onDone: () => void
}

const Unprotected = ({ isSignedIn, onDone }: UnprotectedProps) => {
  const protect = async () => {
    const isProtected = (await protectStorage()) === 'protected'
    showToast({
      id: 'protection',
      text: isProtected
        ? 'Protected: the browser keeps your chats.'
        : 'The browser does not promise it yet. Using the app more, or installing it, makes it agree.',
      durationMs: 8000,
    })
    onDone()
  }
  return (
    <>
      <Button look="quiet" onClick={() => void protect()}>
        Protect storage
      </Button>
      {!isSignedIn && link('/sign-in', 'Sign in')}
      <InstallButton look="quiet" />
    </>
  )
}
