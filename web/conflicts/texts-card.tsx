/** The versions of a chat's texts: they stand beside each other in the chat itself, where one switches between them. */

import { ChevronRight } from 'lucide-react'
import { Link } from 'wouter'
import { readWindow } from '../../db/device/messages.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { useLive } from '../session/use-home.ts'
import { Card } from '../ui/card.tsx'
import { countWords } from '../ui/count-words.ts'

/** The latest messages are looked through, and so many of them shown. */
const LOOKED_AT = 200
const SHOWN = 10
const SNIPPET = 120

export const TextsCard = ({ chat }: { readonly chat: ChatRecord }) => {
  const window = useLive(
    (database) => readWindow(database, { chatId: chat.id, limit: LOOKED_AT }),
    [chat.id],
  )
  const branched = window?.messages.filter(({ versions }) => versions.length > 1) ?? []
  return (
    <Card title="Texts">
      <p className="text-body text-neutral">
        A text is never written over: an edited message stands beside the earlier one. The arrows at
        a message switch between its versions.
      </p>
      {branched.length > 0 && (
        <ul className="-mx-2 mt-2 divide-y divide-line">
          {branched
            .slice(-SHOWN)
            .toReversed()
            .map(({ id, content, versions }) => (
              <li key={id}>
                <Link
                  href={`/c/${chat.id}/m/${id}`}
                  className="flex min-h-11 items-center gap-2 rounded-2xl px-2 py-2 hover:bg-chip"
                >
                  <span className="min-w-0 flex-1">
                    <span dir="auto" className="block truncate text-body">
                      {content.slice(0, SNIPPET)}
                    </span>
                    <span className="text-caption text-neutral">
                      {countWords(versions.length, 'version')}
                    </span>
                  </span>
                  <ChevronRight
                    size={18}
                    aria-hidden
                    className="shrink-0 text-neutral rtl:-scale-x-100"
                  />
                </Link>
              </li>
            ))}
        </ul>
      )}
    </Card>
  )
}
