/** What the app says at the address of the sign-in document, where it stands in for it: no server answered. */

import { useEffect } from 'react'
import { useIsOnline } from '../sync/use-sync-facts.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ViewHeader } from '../ui/view-header.tsx'

const again = (): void => location.reload()

export const NoSignIn = () => {
  const isOnline = useIsOnline()
  useEffect(() => {
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [])
  return (
    <>
      <ViewHeader title="Sign in" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-md flex-col gap-5 px-5 py-8">
          <p className="leading-relaxed">
            {isOnline
              ? 'The server cannot be reached now, and signing in needs it.'
              : 'You’re offline, and signing in needs a network.'}{' '}
            Everything else works: read and write on. What you write stays on this device until it
            can be sent.
          </p>
          <div className="flex flex-wrap gap-2">
            <Button look="primary" onClick={again}>
              Try again
            </Button>
            <ButtonLink href="/">Go to chats</ButtonLink>
          </div>
        </div>
      </div>
    </>
  )
}
