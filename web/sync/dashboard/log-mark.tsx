/** The kind of a line of the log, as a shape and a word that is read out. */

import { CircleDot, GitMerge, SkipForward, TriangleAlert, type LucideIcon } from 'lucide-react'
import { joinClasses } from '../../ui/join-classes.ts'
import type { LogKind } from '../log-words.ts'

const MARKS: Readonly<
  Record<LogKind | 'note', readonly [Icon: LucideIcon, look: string, words: string]>
> = {
  errors: [TriangleAlert, 'text-danger', 'Error'],
  skipped: [SkipForward, 'text-neutral', 'Skipped'],
  conflicts: [GitMerge, 'text-warn', 'Conflict'],
  note: [CircleDot, 'text-outline', 'Note'],
}

export const LogMark = ({ kind }: { readonly kind: LogKind | null }) => {
  const [Icon, look, words] = MARKS[kind ?? 'note']
  return (
    <span className={joinClasses('mt-0.5 shrink-0', look)}>
      <Icon size={16} aria-hidden />
      <span className="sr-only">{words}: </span>
    </span>
  )
}
