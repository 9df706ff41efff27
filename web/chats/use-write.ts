/** Writes a person's act and deals with all that can come of it. */

import { useCallback } from 'react'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import { write, type WriteOutcome } from '../../db/device/write.ts'
import { tellStale } from '../install/offer-updates.ts'
import { protectStorage } from '../install/storage-protection.ts'
import type { Home } from '../session/home.ts'
import { useHome } from '../session/use-home.ts'
import type { SyncHost } from '../sync/host.ts'
import { NOT_SAVED_WORDS } from '../sync/storage-words.ts'
import { noteStorageTrouble, type StorageTrouble } from '../sync/storage-trouble.ts'
import { announce } from '../ui/announce.ts'
import { showToast } from '../ui/toasts.ts'

export const writeDeps = { now: Date.now, newId }

type Write = (drafts: ChangeDraft | readonly ChangeDraft[]) => Promise<boolean>

let hasAskedForProtection = false

const TROUBLES: Readonly<Partial<Record<WriteOutcome['kind'], StorageTrouble>>> = {
  no_space: 'full',
  lost: 'lost',
}

/** True when it is stored. When not, the person has been told why and nothing was changed. */
export const useWrite = (): Write => {
  const home = useHome()
  return useCallback((drafts) => writeIn(home, drafts), [home])
}

const writeIn = async (
  home: Home,
  drafts: ChangeDraft | readonly ChangeDraft[],
): Promise<boolean> => {
  const outcome = await writeQuietly(home, drafts)
  if (outcome.kind !== 'written') {
    tellWhyNot(outcome)
    return false
  }
  return true
}

/** The same for what no person has just done: what came of it is for the caller to say. */
export const writeQuietly = async (
  { database, sync }: Home,
  drafts: ChangeDraft | readonly ChangeDraft[],
): Promise<WriteOutcome> => {
  if (!hasAskedForProtection) {
    hasAskedForProtection = true
    void protectStorage()
  }
  const outcome = await (sync === null
    ? write(database, writeDeps, drafts)
    : writeFollowed(database, sync, drafts))
  noteStorageTrouble(TROUBLES[outcome.kind] ?? null)
  return outcome
}

const nothing = () => undefined

/** The sync learns that it is stored a moment before the screen does, which has much to read then. */
const writeFollowed = (
  database: ChatDatabase,
  sync: SyncHost,
  drafts: ChangeDraft | readonly ChangeDraft[],
): Promise<WriteOutcome> => {
  let onStored: (outcome: WriteOutcome) => void = nothing
  const stored = new Promise<WriteOutcome>((resolve) => {
    onStored = resolve
  })
  const writing = write(database, { ...writeDeps, onStored }, drafts)
  sync.follow(Promise.race([stored, writing]))
  return writing
}

export const tellWhyNot = (outcome: Exclude<WriteOutcome, { kind: 'written' }>): void => {
  switch (outcome.kind) {
    case 'closed':
      tellStale()
      return
    case 'no_space':
      announce(NOT_SAVED_WORDS.full, 'assertive')
      return
    case 'lost':
      announce(NOT_SAVED_WORDS.lost, 'assertive')
      return
    case 'too_large':
      showToast({ id: 'write', text: 'This is longer than a message may be.', durationMs: 8000 })
      return
    case 'missing':
      showToast({ id: 'write', text: 'This is not there any more.', durationMs: 8000 })
      return
  }
}
