/** The list of chats with what stands over and under it: the left pane, or the whole phone screen. */

import { Settings, SquarePen } from 'lucide-react'
import { Suspense, lazy } from 'react'
import { Link } from 'wouter'
import { useHome } from '../session/use-home.ts'
import { SyncPill } from '../sync/sync-pill.tsx'
import { ButtonLink, ICON_SHAPE } from '../ui/button.tsx'
import { ViewTitle } from '../ui/view-header.tsx'
import { ChatList } from './chat-list.tsx'

const InstallCard = lazy(async () => ({
  default: (await import('../install/install-card.tsx')).InstallCard,
}))

interface ChatSideProps {
  /** On phones the list is the view, and carries its heading. */
  readonly isView: boolean
}

const TITLE = 'px-2 text-xl font-semibold'

export const ChatSide = ({ isView }: ChatSideProps) => (
  <>
    <header className="flex min-h-14 shrink-0 items-center gap-0.5 ps-3 pe-1.5">
      {isView ? <ViewTitle className={TITLE}>Chats</ViewTitle> : <h2 className={TITLE}>Chats</h2>}
      <span className="flex-1" />
      <SyncPill />
      <Link href="/settings" aria-label="Settings" title="Settings" className={ICON_SHAPE}>
        <Settings size={20} aria-hidden />
      </Link>
      {!isView && (
        <Link href="/new" aria-label="New chat" title="New chat" className={ICON_SHAPE}>
          <SquarePen size={20} aria-hidden />
        </Link>
      )}
    </header>
    <ChatList isView={isView} />
    <Suspense>
      <InstallCard />
    </Suspense>
    <SignInCard />
  </>
)

/** Says once, quietly, what an account would bring; never in the way of writing. */
const SignInCard = () => {
  const { identity } = useHome()
  if (identity !== null) return null
  return (
    <div className="mx-3 mb-3 flex items-center gap-3 rounded-2xl bg-chip p-3 ps-4">
      <p className="min-w-0 flex-1 text-caption leading-snug text-neutral">
        Your chats stay on this device until you sign in.
      </p>
      <ButtonLink href="/sign-in" look="primary">
        Sign in
      </ButtonLink>
    </div>
  )
}
