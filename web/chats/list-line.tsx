/** One line of the list: what stands over all chats, a heading, or a chat. */

import { Suspense, lazy } from 'react'
import { treeHeight } from '../folders/tree-height.ts'
import type { Line, SeenChats } from './chat-order.ts'
import { ChatRow, RowToCome, type RowActs } from './chat-row.tsx'

/** Asked for while the database opens, so that the list need not make room for it later. */
const folders = import('../folders/folder-pane.tsx')
const FolderPane = lazy(async () => ({ default: (await folders).FolderPane }))

interface LineViewProps {
  readonly line: Line
  readonly shown: {
    readonly seen: SeenChats
    readonly today: number
    readonly isView: boolean
    /** There are no chats. */
    readonly isBare: boolean
    readonly openId: string | undefined
    readonly tabStopId: string
    readonly renamingId: string | null
    readonly selectedIds: ReadonlySet<string>
    readonly acts: RowActs
  }
}

export const LineView = ({ line, shown }: LineViewProps) => {
  const { seen, openId, tabStopId, renamingId, selectedIds } = shown
  if ('isTop' in line)
    return (
      <Suspense fallback={<div style={{ minHeight: treeHeight() }} />}>
        <FolderPane isView={shown.isView} isBare={shown.isBare} />
      </Suspense>
    )
  if ('heading' in line) return <SectionHeading words={line.heading} isInView={shown.isView} />
  const { chatId } = line
  const chat = seen.chats.get(chatId)
  if (chat === undefined) return <RowToCome />
  return (
    <ChatRow
      chat={chat}
      marks={seen.counts.get(chatId)}
      mode={seen.modes.get(chatId)}
      now={shown.today}
      isOpen={chatId === openId}
      isTabStop={chatId === tabStopId}
      isRenaming={chatId === renamingId}
      isSelected={selectedIds.size === 0 ? null : selectedIds.has(chatId)}
      acts={shown.acts}
    />
  )
}

interface SectionHeadingProps {
  readonly words: string
  readonly isInView: boolean
}

const SectionHeading = ({ words, isInView }: SectionHeadingProps) => {
  const Level = isInView ? 'h2' : 'h3'
  return <Level className="px-3 pt-4 pb-1.5 text-caption font-medium text-neutral">{words}</Level>
}
