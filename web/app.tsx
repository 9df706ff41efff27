/** The whole screen: which view an address shows, beside the list where there is room. */

import { Suspense, lazy, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { Route, Switch } from 'wouter'
import { isIdText } from '../db/protocol/make-id.ts'
import { ChatSide } from './chats/chat-side.tsx'
import { NewChatComposer } from './chats/new-chat-composer.tsx'
import { NewChat, Welcome } from './chats/welcome.tsx'
import { FolderAsks } from './folders/folder-asks.tsx'
import { skipToBox } from './keys/panes.ts'
import { useAppKeys } from './keys/use-app-keys.ts'
import { ModeAsks } from './modes/mode-asks.tsx'
import { ClosedHome } from './session/closed-home.tsx'
import { homeState, watchHome } from './session/home.ts'
import { HomeContext } from './session/use-home.ts'
import { SyncWatch } from './sync/sync-watch.tsx'
import { Announcer } from './ui/announcer.tsx'
import { Mishap } from './ui/mishap.tsx'
import { NotFound } from './ui/not-found.tsx'
import { PaneSplit } from './ui/pane-split.tsx'
import { ToastRegion } from './ui/toast-region.tsx'
import { useKeyboardInset } from './ui/use-keyboard-inset.ts'
import { useIsWide } from './ui/use-media.ts'
import { whenIdle } from './ui/when-idle.ts'

/** Asked for while the database opens, so that a chat does not wait for it. */
const chatView = import('./chats/chat-view.tsx')
const ChatView = lazy(async () => ({ default: (await chatView).ChatView }))
const SyncView = lazy(async () => ({ default: (await import('./sync/sync-view.tsx')).SyncView }))
const SettingsView = lazy(async () => ({
  default: (await import('./settings/settings-view.tsx')).SettingsView,
}))
const SearchView = lazy(async () => ({
  default: (await import('./search/search-view.tsx')).SearchView,
}))
const TrashView = lazy(async () => ({
  default: (await import('./trash/trash-view.tsx')).TrashView,
}))
const ConflictsView = lazy(async () => ({
  default: (await import('./conflicts/conflicts-view.tsx')).ConflictsView,
}))
const ConflictView = lazy(async () => ({
  default: (await import('./conflicts/conflict-view.tsx')).ConflictView,
}))
const HistoryView = lazy(async () => ({
  default: (await import('./conflicts/history-view.tsx')).HistoryView,
}))
const NoSignIn = lazy(async () => ({
  default: (await import('./session/no-sign-in.tsx')).NoSignIn,
}))
const ShareView = lazy(async () => ({
  default: (await import('./share/share-view.tsx')).ShareView,
}))
const palette = () => import('./palette/palette.tsx')
const Palette = lazy(async () => ({ default: (await palette()).Palette }))
const ShortcutsDialog = lazy(async () => ({
  default: (await import('./keys/shortcuts-dialog.tsx')).ShortcutsDialog,
}))
const NoticeBanner = lazy(async () => ({
  default: (await import('./sync/notices/notice-banner.tsx')).NoticeBanner,
}))
const AdoptPrompt = lazy(async () => ({
  default: (await import('./session/adopt-prompt.tsx')).AdoptPrompt,
}))

export const App = () => {
  const state = useSyncExternalStore(watchHome, homeState)
  return (
    <Mishap>
      {state.kind === 'closed' && <ClosedHome why={state.why} />}
      {state.kind === 'open' && (
        // Another person's database is another app: nothing of a view is carried over.
        <HomeContext key={state.home.database.name} value={state.home}>
          <SyncWatch>
            <SkipLink />
            <Panes />
            <Keys />
            <ModeAsks />
            <FolderAsks />
            <Suspense>{state.home.identity !== null && <AdoptPrompt />}</Suspense>
          </SyncWatch>
        </HomeContext>
      )}
      <ToastRegion />
      <Announcer />
    </Mishap>
  )
}

/** Past the list of chats, into the message box where there is one; seen only when it has the focus. */
const SkipLink = () => (
  <a
    href="#main"
    onClick={(event) => {
      event.preventDefault()
      skipToBox()
    }}
    className="sr-only focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-40 focus:flex focus:min-h-11 focus:items-center focus:rounded-full focus:bg-raised focus:px-5 focus:shadow-raised"
  >
    Skip to content
  </a>
)

/** The keys that hold everywhere, and what they open over whatever is on the screen. */
const Keys = () => {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  const close = () => setOpen(null)
  const acts = useAppKeys({
    palette: () => setOpen('palette'),
    shortcuts: () => setOpen('shortcuts'),
  })
  // What is typed right after the key is meant for the palette.
  useEffect(() => whenIdle(() => void palette()), [])
  return (
    <Suspense>
      {open === 'palette' && <Palette acts={acts} onClose={close} />}
      {open === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </Suspense>
  )
}

/** Views scroll in themselves; what is hidden far down in one must not make the whole frame move. */
const FRAME =
  'relative overflow-clip pad-top-safe pad-sides-safe h-dvh pb-(--kb,0px) grid grid-rows-[minmax(0,1fr)]'

/** A phone that is turned is as wide as a desk: what is open in the view stays open beside the list. */
const Panes = () => {
  const isWide = useIsWide()
  useKeyboardInset()
  return (
    <div
      className={`${FRAME} ${isWide ? 'grid-cols-[min(var(--list),45vw)_minmax(0,1fr)]' : 'grid-cols-[minmax(0,1fr)]'}`}
    >
      {isWide && (
        <nav
          aria-label="Chats"
          className="relative flex min-h-0 flex-col border-e border-line bg-side"
        >
          <Notices />
          <ChatSide isView={false} />
          <PaneSplit />
        </nav>
      )}
      <Main>
        {!isWide && <Notices />}
        <Views
          home={isWide ? <Welcome /> : <PhoneHome />}
          fresh={isWide ? <Welcome /> : <NewChat />}
        />
      </Main>
    </div>
  )
}

const Notices = () => (
  <Suspense>
    <NoticeBanner />
  </Suspense>
)

const PhoneHome = () => (
  <>
    <ChatSide isView />
    <NewChatComposer />
  </>
)

const Main = ({ children }: { readonly children: ReactNode }) => (
  <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-col outline-none">
    <Suspense>{children}</Suspense>
  </main>
)

interface ViewsProps {
  readonly home: ReactNode
  readonly fresh: ReactNode
}

const Views = ({ home, fresh }: ViewsProps) => (
  <Switch>
    <Route path="/">{home}</Route>
    <Route path="/archive">{home}</Route>
    <Route path="/folder/:folderId">{home}</Route>
    <Route path="/new">{fresh}</Route>
    <Route path="/c/:chatId">{({ chatId }) => <ChatAt chatId={chatId} />}</Route>
    <Route path="/c/:chatId/m/:messageId">
      {({ chatId, messageId }) => <ChatAt chatId={chatId} messageId={messageId} />}
    </Route>
    <Route path="/c/:chatId/history">
      {({ chatId }) => (isIdText(chatId) ? <HistoryView chatId={chatId} /> : <NotFound />)}
    </Route>
    <Route path="/conflicts" component={ConflictsView} />
    <Route path="/conflicts/:id">
      {({ id }) => (isIdText(id) ? <ConflictView key={id} conflictId={id} /> : <NotFound />)}
    </Route>
    <Route path="/sync" component={SyncView} />
    <Route path="/settings/:section?">{({ section }) => <SettingsView section={section} />}</Route>
    <Route path="/search" component={SearchView} />
    <Route path="/trash" component={TrashView} />
    <Route path="/share" component={ShareView} />
    <Route path="/sign-in" component={NoSignIn} />
    <Route component={NotFound} />
  </Switch>
)

const ChatAt = ({
  chatId,
  messageId,
}: {
  readonly chatId: string
  readonly messageId?: string
}) => {
  if (!isIdText(chatId)) return <NotFound />
  return (
    <ChatView
      key={chatId}
      chatId={chatId}
      targetId={messageId !== undefined && isIdText(messageId) ? messageId : undefined}
    />
  )
}
