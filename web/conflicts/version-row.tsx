/** One value that a chat had: what it was, who set it and when, and the way to have it again. */

import { Undo2 } from 'lucide-react'
import { draftOfValue } from '../../db/device/draft-of-value.ts'
import type { ChatVersions, Version } from '../../db/device/versions.ts'
import { useWrite } from '../chats/use-write.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { catchFocus } from '../ui/keep-focus.ts'
import { showToast } from '../ui/toasts.ts'
import { When } from './side-card.tsx'
import { namesOf, type KnownDevices } from './sides.ts'
import { isRestorable, versionWords } from './version-words.ts'

interface VersionRowProps {
  readonly version: Version
  readonly found: ChatVersions
  readonly devices: KnownDevices
}

const UNDO_FOR_MS = 10_000

export const VersionRow = ({ version, found, devices }: VersionRowProps) => {
  const { chat, folderNames } = found
  const { clock, kind, conflict } = version
  const words = versionWords(version, folderNames)
  const restore = useRestore(version, found)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
      <div className="min-w-0 flex-[1_1_14rem]">
        <p
          dir="auto"
          className={joinClasses('text-body wrap-anywhere', kind === 'now' && 'font-medium')}
        >
          {words}
        </p>
        <div className="flex flex-wrap gap-x-1.5 text-caption text-neutral">
          <Mark kind={kind} />
          <bdi>{clock === null ? 'As it was created' : namesOf(clock.deviceId, devices).name}</bdi>
          <When at={clock?.at ?? chat.createdAt} />
        </div>
      </div>
      {conflict?.isOpen === true ? (
        <ButtonLink href={`/conflicts/${conflict.id}`}>Choose</ButtonLink>
      ) : (
        isRestorable(version, found.versions) && (
          <Button aria-label={`Restore ${words}`} onClick={() => void restore()}>
            <Undo2 size={17} aria-hidden className="rtl:-scale-x-100" /> Restore
          </Button>
        )
      )}
    </li>
  )
}

const Mark = ({ kind }: Pick<Version, 'kind'>) => {
  if (kind === 'former') return null
  return kind === 'now' ? (
    <span className="font-medium text-info">Now</span>
  ) : (
    <span className="font-medium text-warn">Did not stand</span>
  )
}

/** A new change on top, which can be taken back by another. */
const useRestore = (version: Version, { chat, versions, folderNames }: ChatVersions) => {
  const write = useWrite()
  const { field, value } = version
  const spot = { ofEntity: 'chat', entityId: chat.id, chatId: chat.id, field } as const
  const put = async (wanted: unknown): Promise<boolean> => {
    const draft = draftOfValue({ ...spot, value: wanted })
    return draft !== null && write(draft)
  }
  return async () => {
    const before = versions.find((one) => one.field === field && one.kind === 'now')
    if (!(await put(value))) return
    catchFocus()
    showToast({
      id: `restored ${chat.id}`,
      text: `Restored: ${versionWords(version, folderNames)}`,
      action: { label: 'Undo', run: () => void put(before?.value) },
      durationMs: UNDO_FOR_MS,
    })
  }
}
