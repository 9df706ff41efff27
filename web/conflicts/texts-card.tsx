/** The versions of a chat's texts: they stand beside each other in the chat itself, where one switches between them. */

import { readWindow } from '../../db/device/messages.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { useLive } from '../session/use-home.ts'
import { Card } from '../ui/card.tsx'
import { countWords } from '../ui/count-words.ts'
import { RowLink } from '../ui/row-link.tsx'

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
                <RowLink href={`/c/${chat.id}/m/${id}`}>
                  <span dir="auto" className="block truncate">
                    {content.slice(0, SNIPPET)}
                  </span>
                  <span className="text-caption text-neutral">
                    {countWords(versions.length, 'version')}
                  </span>
                </RowLink>
              </li>
            ))}
        </ul>
      )}
    </Card>
  )
}
