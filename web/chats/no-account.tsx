/** What the list says while it is empty, and while nobody is signed in; never in the way of writing. */

import { MessagesSquare } from 'lucide-react'
import { useHome } from '../session/use-home.ts'
import { ButtonLink } from '../ui/button.tsx'

const KEPT_HERE = 'Your chats stay on this device until you sign in.'

export const NoChats = () => {
  const { identity } = useHome()
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-2 overflow-y-auto px-8 py-6 text-center">
      <MessagesSquare size={28} strokeWidth={1.6} aria-hidden className="mb-1 text-outline" />
      <p className="font-medium">No chats yet</p>
      <p className="max-w-64 text-small text-balance text-neutral">
        {identity === null
          ? KEPT_HERE
          : 'Whatever you write first becomes a chat here, and on your other devices.'}
      </p>
      {identity === null && (
        <ButtonLink href="/sign-in" look="primary" className="mt-2">
          Sign in to sync
        </ButtonLink>
      )}
    </div>
  )
}

/** Under chats that no account has. */
export const SignInCard = () => {
  const { identity } = useHome()
  if (identity !== null) return null
  return (
    <div className="offer mx-3 mb-3 flex flex-wrap items-center justify-end gap-x-3 gap-y-2 rounded-2xl bg-chip p-3 ps-4">
      <p className="min-w-0 flex-[1_1_9rem] text-caption leading-snug text-neutral">{KEPT_HERE}</p>
      <ButtonLink href="/sign-in" look="primary">
        Sign in
      </ButtonLink>
    </div>
  )
}
