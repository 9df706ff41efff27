/** The chats and folders that were deleted: each can be brought back, or erased for good. */

import { Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { countChats, listChats } from '../../db/device/chats.ts'
import { listTrashedFolders, type TrashedFolder } from '../../db/device/folder-trash.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { nameOf } from '../folders/deed-words.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { EraseDialog } from './erase-dialog.tsx'
import { TrashRow } from './trash-row.tsx'
import { keptWords } from './trash-words.ts'
import { alongWords, titleOf, useTrashActs } from './use-trash-acts.ts'

const PAGE = 50

/** What is to be erased: what that is called, and how. */
interface Asked {
  readonly what: string
  readonly detail?: string
  readonly erase: () => Promise<void>
}

export const TrashView = () => {
  const [asked, setAsked] = useState<Asked | null>(null)
  const { identity } = useHome()
  const count = useLive((database) => countChats(database, { shelf: 'trash' }), [])
  const folders = useLive(listTrashedFolders, [])
  const acts = useTrashActs()
  if (count === undefined || folders === undefined) return <ViewHeader title="Trash" />
  const isEmpty = count + folders.length === 0
  const askAll = () => setAsked({ what: allWords(count, folders), erase: acts.eraseAll })
  return (
    <>
      <ViewHeader title="Trash">
        {!isEmpty && (
          <Button look="quiet" onClick={askAll}>
            Empty trash
          </Button>
        )}
      </ViewHeader>
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl px-3 pt-4 pb-[max(24px,var(--sab))] md:px-6">
          {isEmpty ? (
            <NothingHere />
          ) : (
            <p className="px-3 pb-3 text-body text-neutral">{keptWords(identity !== null)}</p>
          )}
          <Folders folders={folders} acts={acts} onAsk={setAsked} />
          <Chats count={count} acts={acts} onAsk={setAsked} />
        </div>
      </div>
      {asked !== null && (
        <EraseDialog
          what={asked.what}
          detail={asked.detail}
          onClose={() => setAsked(null)}
          onErase={() => {
            setAsked(null)
            void asked.erase()
          }}
        />
      )}
    </>
  )
}

const allWords = (chats: number, { length }: readonly TrashedFolder[]): string =>
  [
    ...(chats > 0 ? [countWords(chats, 'chat')] : []),
    ...(length > 0 ? [countWords(length, 'folder')] : []),
  ].join(' and ')

interface PartProps {
  readonly acts: ReturnType<typeof useTrashActs>
  readonly onAsk: (asked: Asked) => void
}

interface FoldersProps extends PartProps {
  readonly folders: readonly TrashedFolder[]
}

const Folders = ({ folders, acts, onAsk }: FoldersProps) => {
  if (folders.length === 0) return null
  const ask = (trashed: TrashedFolder) => {
    const along = alongWords(trashed)
    onAsk({
      what: `folder “${nameOf(trashed.folder)}”`,
      detail: along === undefined ? 'It is empty.' : `With it go ${along}.`,
      erase: () => acts.eraseFolder(trashed),
    })
  }
  return (
    <ul aria-label="Deleted folders" className="border-b border-line">
      {folders.map((trashed) => (
        <TrashRow
          key={trashed.folder.id}
          isFolder
          name={nameOf(trashed.folder)}
          deletedAt={trashed.folder.deletedAt ?? trashed.folder.updatedAt}
          along={alongWords(trashed)}
          onRestore={() => void acts.restoreFolder(trashed)}
          onErase={() => ask(trashed)}
        />
      ))}
    </ul>
  )
}

interface ChatsProps extends PartProps {
  readonly count: number
}

const Chats = ({ count, acts, onAsk }: ChatsProps) => {
  const [limit, setLimit] = useState(PAGE)
  const chats = useLive((database) => listChats(database, { shelf: 'trash', limit }), [limit])
  if (chats === undefined || chats.length === 0) return null
  const ask = (chat: ChatRecord) =>
    onAsk({ what: `“${titleOf(chat)}”`, erase: () => acts.erase(chat) })
  return (
    <>
      <ul aria-label="Deleted chats">
        {chats.map((chat) => (
          <TrashRow
            key={chat.id}
            name={titleOf(chat)}
            deletedAt={chat.deletedAt ?? chat.updatedAt}
            onRestore={() => void acts.restore(chat)}
            onErase={() => ask(chat)}
          />
        ))}
      </ul>
      {count > chats.length && (
        <More count={count - chats.length} onMore={() => setLimit(limit + PAGE)} />
      )}
    </>
  )
}

const NothingHere = (): ReactNode => (
  <div className="flex flex-col items-center gap-4 px-8 py-20 text-center text-neutral">
    <Trash2 size={32} strokeWidth={1.5} aria-hidden />
    <p>The trash is empty. Chats that you delete come here first.</p>
    <ButtonLink href="/">Go to chats</ButtonLink>
  </div>
)

const More = ({ count, onMore }: { readonly count: number; readonly onMore: () => void }) => (
  <div className="flex justify-center pt-4">
    <Button onClick={onMore}>Show {countWords(count, 'more chat')}</Button>
  </div>
)
