/** What a person does with folders and with where things are kept: one act, chosen among what the screen offers. */

import type { ChangeDraft } from '../../../db/device/change-draft.ts'
import type { FolderRecord } from '../../../db/device/records.ts'
import { folderIdSchema } from '../../../db/protocol/ids.ts'
import { chatsOf, FEW, type Offer, pick, text } from './offer.ts'
import { newId } from './world.ts'

export const FOLDER_ACTS = [
  'create folder',
  'rename folder',
  'move folder',
  'delete folder',
  'purge folder',
  'move chat',
  'keep where',
] as const
export type FolderAct = (typeof FOLDER_ACTS)[number]

const foldersOf = ({ tables }: Offer): readonly FolderRecord[] =>
  tables.folders.filter((folder) => folder.isPurged !== true)

const MODES = ['cloud', 'everywhere', null] as const

export const FOLDER_DRAFTS: Readonly<Record<FolderAct, (offer: Offer) => ChangeDraft | null>> = {
  'create folder': (offer) => {
    const known = foldersOf(offer)
    if (known.length >= FEW && offer.at % 4 > 0) return null
    const id = folderIdSchema.parse(newId(offer.world, offer.device.person))
    const parentId = offer.more % 3 === 0 ? (pick(known, offer.at)?.id ?? null) : null
    return { kind: 'folder.create', folder: { id, name: text(offer), parentId } }
  },
  'rename folder': (offer) => {
    const folder = pick(foldersOf(offer), offer.at)
    return folder === undefined
      ? null
      : { kind: 'folder.set', folderId: folder.id, field: 'name', value: text(offer) }
  },
  'move folder': (offer) => {
    const folder = pick(foldersOf(offer), offer.at)
    if (folder === undefined) return null
    const others = foldersOf(offer).filter(({ id }) => id !== folder.id)
    const value = pick([...others.map(({ id }) => id), null], offer.more) ?? null
    return { kind: 'folder.set', folderId: folder.id, field: 'parentId', value }
  },
  'delete folder': (offer) => {
    const folder = pick(foldersOf(offer), offer.at)
    return folder === undefined
      ? null
      : {
          kind: 'folder.set',
          folderId: folder.id,
          field: 'deleted',
          value: !folder.isDeleted,
        }
  },
  'purge folder': (offer) => {
    const deleted = foldersOf(offer).filter((folder) => folder.isDeleted)
    const folder = pick(deleted, offer.at)
    return folder === undefined ? null : { kind: 'folder.purge', folderId: folder.id }
  },
  'move chat': (offer) => {
    const chat = pick(chatsOf(offer, false), offer.at)
    const folder = pick(offer.tables.folders, offer.more)
    return chat === undefined
      ? null
      : { kind: 'chat.set', chatId: chat.id, field: 'folderId', value: folder?.id ?? null }
  },
  'keep where': (offer) => {
    const value = pick(MODES, offer.more) ?? null
    const folder = pick(foldersOf(offer), offer.at)
    if (offer.at % 2 === 0 && folder !== undefined)
      return { kind: 'folder.set', folderId: folder.id, field: 'syncMode', value }
    const chat = pick(chatsOf(offer, false), offer.at)
    return chat === undefined
      ? null
      : { kind: 'chat.set', chatId: chat.id, field: 'syncMode', value }
  },
}
