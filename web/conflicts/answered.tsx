/** A conflict that has its answer: what was kept, and the way to choose anew. */

import { Undo2 } from 'lucide-react'
import type { ConflictLine } from '../../db/device/conflicts.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { timeAgo } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import { valueWords } from './conflict-words.ts'
import { sidesAtFirst, type KnownDevices } from './sides.ts'
import { When } from './side-card.tsx'
import { useAnswer } from './use-answer.ts'

interface AnsweredProps {
  readonly line: ConflictLine
  readonly devices: KnownDevices
}

export const Answered = ({ line, devices }: AnsweredProps) => {
  const { takeBack } = useAnswer()
  const now = useNow(30_000)
  const { resolvedAt, chatId } = line
  return (
    <div className="rounded-3xl border border-line bg-page p-5">
      <p className="text-body">
        This was answered{resolvedAt !== null && ` ${timeAgo(resolvedAt, now)}`}. Both versions are
        in the history.
      </p>
      <dl className="mt-3 flex flex-col gap-3">
        {sidesAtFirst(line, devices).map((side) => (
          <div key={side.choice}>
            <dt className="text-caption text-neutral">
              <bdi>{side.name}</bdi> <When at={side.at} />
            </dt>
            <dd dir="auto" className="whitespace-pre-wrap wrap-anywhere">
              {valueWords(line.field, side.value)}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button onClick={() => void takeBack([line])}>
          <Undo2 size={17} aria-hidden className="rtl:-scale-x-100" /> Choose again
        </Button>
        {chatId !== null && <ButtonLink href={`/c/${chatId}/history`}>Version history</ButtonLink>}
      </div>
    </div>
  )
}
