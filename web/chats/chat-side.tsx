/** The list of chats with what stands over and under it: the left pane, or the whole phone screen. */

import { Search, Settings, SquarePen, Trash2 } from 'lucide-react'
import { Suspense, lazy } from 'react'
import { Link } from 'wouter'
import { ARCHIVE } from '../folders/list-address.ts'
import { useListAddress, useListFolder } from '../folders/use-list-address.ts'
import { FirstDownload } from '../sync/first-download.tsx'
import { SyncPill } from '../sync/sync-pill.tsx'
import { ICON_SHAPE } from '../ui/button.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { ViewTitle } from '../ui/view-header.tsx'
import { ChatList } from './chat-list.tsx'

const InstallCard = lazy(async () => ({
  default: (await import('../install/install-card.tsx')).InstallCard,
}))

interface ChatSideProps {
  /** On phones the list is the view, and carries its heading. */
  readonly isView: boolean
}

const TITLE = 'min-w-0 truncate px-2 text-xl font-semibold'

/** What the list shows. */
const useListName = (): string => {
  const address = useListAddress()
  const folder = useListFolder()
  if (address === ARCHIVE) return 'Archive'
  return folder === null || folder === undefined || folder.name === '' ? 'Chats' : folder.name
}

const SideHeader = ({ isView }: ChatSideProps) => {
  const name = useListName()
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-0.5 ps-3 pe-1.5">
      <img
        src="/icons/icon.svg"
        alt=""
        width={28}
        height={28}
        className={joinClasses('ms-1 size-7', isView && 'max-[400px]:hidden')}
      />
      {isView ? (
        <ViewTitle className={TITLE}>{name}</ViewTitle>
      ) : (
        <h2 dir="auto" className={TITLE}>
          {name}
        </h2>
      )}
      <div className="ms-auto flex flex-wrap items-center justify-end gap-x-0.5">
        {isView && (
          <>
            <SyncPill />
            <SettingsLink />
          </>
        )}
        <Link href="/search" aria-label="Search" title="Search" className={ICON_SHAPE}>
          <Search size={20} aria-hidden />
        </Link>
        <Link href="/new" aria-label="New chat" title="New chat" className={ICON_SHAPE}>
          <SquarePen size={20} aria-hidden />
        </Link>
      </div>
    </header>
  )
}

export const ChatSide = ({ isView }: ChatSideProps) => (
  <>
    <SideHeader isView={isView} />
    <FirstDownload />
    <ChatList isView={isView} />
    <Suspense>
      <InstallCard />
    </Suspense>
    {!isView && (
      <footer className="flex min-h-14 shrink-0 flex-wrap items-center justify-between gap-x-1 border-t border-line px-2">
        <SyncPill />
        <span className="ms-auto">
          <Link href="/trash" aria-label="Trash" title="Trash" className={ICON_SHAPE}>
            <Trash2 size={20} aria-hidden />
          </Link>
          <SettingsLink />
        </span>
      </footer>
    )}
  </>
)

const SettingsLink = () => (
  <Link href="/settings" aria-label="Settings" title="Settings" className={ICON_SHAPE}>
    <Settings size={20} aria-hidden />
  </Link>
)
