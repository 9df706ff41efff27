/** The banner over the list: what is worth knowing about this device beside how sync stands. */

import { ClockAlert, HardDrive, LogOut, ShieldAlert, UserX, type LucideIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { readSync } from '../../../db/device/sync-state.ts'
import { useLive } from '../../session/use-home.ts'
import { announce } from '../../ui/announce.ts'
import { Banner } from '../../ui/banner.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useSyncStanding } from '../use-sync-facts.ts'
import { readDismissals, saveDismissals } from './dismissals.ts'
import { NoticeActions } from './notice-actions.tsx'
import { noticeWords } from './notice-words.ts'
import { keepDismissals, noticesOf, noticeToShow, type Notice } from './notices.ts'
import { useStorageNews } from './use-storage-news.ts'

const ICONS: Readonly<Record<Notice['kind'], LucideIcon>> = {
  revoked: LogOut,
  'account-deleted': UserX,
  'low-storage': HardDrive,
  unprotected: ShieldAlert,
  'wrong-clock': ClockAlert,
}

const IS_STATE: ReadonlySet<Notice['kind']> = new Set(['revoked', 'account-deleted'])

const LOOK_EVERY_MS = 60_000

export const NoticeBanner = () => {
  const { notice, dismiss, lookAgain } = useNotice()
  const sentence = notice === null ? '' : noticeWords(notice)
  const kind = notice?.kind
  useEffect(() => {
    // How a session ended is told at once, as a state of sync.
    if (kind !== undefined && !IS_STATE.has(kind)) announce(sentence, 'polite', 'notice')
    // oxlint-disable-next-line react/exhaustive-deps -- its figures may change, and are not news
  }, [kind])
  if (notice === null) return null
  return (
    <Banner
      Icon={ICONS[notice.kind]}
      tone="text-warn"
      onDismiss={dismiss}
      actions={<NoticeActions notice={notice} onDone={lookAgain} />}
    >
      {sentence}
    </Banner>
  )
}

const useNotice = () => {
  const { facts, state } = useSyncStanding()
  const sync = useLive(readSync, [])
  const unsynced = facts.waiting + facts.parked
  const { news, lookNow } = useStorageNews(unsynced)
  const [dismissals, setDismissals] = useState(readDismissals)
  const now = useNow(LOOK_EVERY_MS)
  const notices = noticesOf({
    ...news,
    isRevoked: state.kind === 'sign-in' && state.code === 'session_revoked',
    isAccountDeleted: state.kind === 'sign-in' && state.code === 'account_deleted',
    isFull: state.kind === 'cannot-save' || state.kind === 'storage-full',
    isSignedIn: facts.isSignedIn,
    unsynced,
    clockOffsetMs: facts.isSignedIn ? (sync?.clockOffsetMs ?? null) : null,
  })
  const isKnown = facts.isKnown && sync !== undefined
  const kept = isKnown ? keepDismissals(dismissals, notices) : dismissals
  useEffect(() => saveDismissals(kept))
  const notice = isKnown ? noticeToShow(notices, kept, { unsynced, now }) : null
  return {
    notice,
    dismiss: () => {
      if (notice !== null) setDismissals({ ...kept, [notice.kind]: { at: Date.now(), unsynced } })
    },
    lookAgain: () => void lookNow(),
  }
}
