/** The one thing worth knowing about a chat in its row of the list. */

import { CircleAlert, Clock, Cloud, Pin, RefreshCwOff, TriangleAlert } from 'lucide-react'
import type { ChatCount } from '../../db/device/count-by-chat.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import type { Mode } from '../../db/device/modes.ts'
import { useHome } from '../session/use-home.ts'
import { countWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'

interface RowMarkProps {
  readonly chat: ChatRecord
  readonly marks: ChatCount | undefined
  readonly mode: Mode | undefined
}

const NOTHING: ChatCount = { waiting: 0, parked: 0, conflicts: 0 }

/** The weightiest of the marks; nothing waits for a cloud where nobody is signed in. */
export const RowMark = ({ chat, marks, mode }: RowMarkProps) => {
  const { identity } = useHome()
  const { parked, conflicts, waiting } = marks ?? NOTHING
  if (parked > 0)
    return <Mark Icon={CircleAlert} tone="text-danger" words="Not everything is synced" />
  if (conflicts > 0)
    return <Mark Icon={TriangleAlert} tone="text-warn" words="Changed in two places" />
  if (identity !== null && waiting > 0)
    return (
      <Mark Icon={Clock} tone="text-neutral" words={`${countWords(waiting, 'change')} waiting`} />
    )
  if (identity !== null && mode !== undefined) return <ModeMark mode={mode} />
  if (chat.pinned) return <Mark Icon={Pin} tone="text-neutral" words="Pinned" />
  return null
}

const ModeMark = ({ mode }: { readonly mode: Mode }) =>
  mode === 'device' ? (
    <Mark Icon={RefreshCwOff} tone="text-neutral" words="Only on this device" />
  ) : (
    <Mark Icon={Cloud} tone="text-neutral" words="In the cloud" />
  )

interface MarkProps {
  readonly Icon: typeof Clock
  readonly tone: string
  readonly words: string
}

const Mark = ({ Icon, tone, words }: MarkProps) => (
  <span title={words} className={joinClasses('shrink-0', tone)}>
    <Icon size={15} strokeWidth={2.2} aria-hidden />
    <span className="sr-only">{words}</span>
  </span>
)
