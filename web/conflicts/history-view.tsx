/** What a chat was called, where it lay and what became of it, with the way back to each: also without a network. */

import { readVersions, VERSION_FIELDS, type ChatVersions } from '../../db/device/versions.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { UNTITLED } from '../chats/chat-row.tsx'
import { useLive } from '../session/use-home.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ViewHeader } from '../ui/view-header.tsx'
import { TextsCard } from './texts-card.tsx'
import { useDevices } from './use-devices.ts'
import { VersionRow } from './version-row.tsx'

/** What each part is called; `syncMode` and the like only where there is something to tell. */
const TITLES: Readonly<Record<(typeof VERSION_FIELDS)[number], string>> = {
  title: 'Title',
  folderId: 'Folder',
  archived: 'Archive',
  deleted: 'Trash',
  syncMode: 'Where it is kept',
}

export const HistoryView = ({ chatId }: { readonly chatId: ChatId }) => {
  const found = useLive((database) => readVersions(database, chatId), [chatId])
  if (found === undefined) return null
  const name = found === null || found.chat.title === '' ? UNTITLED : found.chat.title
  return (
    <>
      <ViewHeader
        title={`Versions of ‘${name}’`}
        back={{ href: `/c/${chatId}`, label: 'Back to the chat' }}
        isSentence
      >
        <ButtonLink href={`/c/${chatId}`} look="quiet" className="max-md:hidden">
          Open chat
        </ButtonLink>
      </ViewHeader>
      <div className="relative min-h-0 flex-1 overflow-y-auto bg-side">
        <div className="mx-auto flex max-w-3xl flex-col gap-4 px-3 pt-4 pb-[max(96px,var(--sab))] md:px-6">
          {found === null || found.chat.isPurged ? (
            <p className="py-16 text-center text-neutral">This chat is not on this device.</p>
          ) : (
            <Parts found={found} />
          )}
        </div>
      </div>
    </>
  )
}

const Parts = ({ found }: { readonly found: ChatVersions }) => {
  const devices = useDevices()
  if (devices === undefined) return null
  return (
    <>
      <p className="px-1 text-body text-neutral">
        Restoring writes the earlier value anew, on top of what is there. Nothing is overwritten.
      </p>
      {VERSION_FIELDS.map((field) => {
        const versions = found.versions.filter((version) => version.field === field)
        const hasMore = versions.length > 1 || versions.some(({ clock }) => clock !== null)
        if (field !== 'title' && !hasMore) return null
        return (
          <Card key={field} title={TITLES[field]}>
            <ul className="divide-y divide-line">
              {versions.map((version) => (
                <VersionRow
                  key={`${version.kind} ${version.clock?.changeId ?? ''}`}
                  {...{ version, found, devices }}
                />
              ))}
            </ul>
          </Card>
        )
      })}
      <TextsCard chat={found.chat} />
    </>
  )
}
