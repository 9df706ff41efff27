/** The list of chats before there is any. */

import { MessagesSquare } from 'lucide-react'
import { useHome } from '../session/use-home.ts'
import { ButtonLink } from '../ui/button.tsx'

export const NoChats = () => {
  const { identity } = useHome()
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 overflow-y-auto px-8 py-6 text-center">
      <MessagesSquare size={28} strokeWidth={1.6} aria-hidden className="text-outline" />
      <p className="font-medium">No chats yet</p>
      {identity === null ? (
        <>
          <p className="text-small text-balance text-neutral">
            Your chats stay on this device until you sign in.
          </p>
          <ButtonLink href="/sign-in" className="mt-1">
            Sign in to sync
          </ButtonLink>
        </>
      ) : (
        <p className="text-small text-balance text-neutral">
          Whatever you write first becomes a chat here, and on your other devices.
        </p>
      )}
    </div>
  )
}
