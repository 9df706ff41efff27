/** What was answered lately, by the merge in which it arose: each answer, or all of a merge, can be taken back. */

import { Undo2 } from 'lucide-react'
import { Link } from 'wouter'
import { Button, IconButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { countWords } from '../ui/count-words.ts'
import { conflictWords, valueWords } from './conflict-words.ts'
import { MergedAgo, mergeTitle } from './merge-card.tsx'
import type { Merge } from './merges.ts'
import { useAnswer } from './use-answer.ts'

interface AnsweredCardProps {
  readonly merges: readonly Merge[]
}

export const AnsweredCard = ({ merges }: AnsweredCardProps) => {
  const { takeBack } = useAnswer()
  return (
    <Card title="Answered">
      <p className="text-small text-neutral">
        For thirty days here. On this device both versions stay in the history of the chat.
      </p>
      {merges.map(({ key, at, lines, parties }) => (
        <div key={key} className="mt-4">
          <div className="flex flex-wrap items-center justify-between gap-x-3">
            <h3 className="text-small font-medium">
              <bdi>{mergeTitle({ at, parties })}</bdi> <MergedAgo at={at} />
            </h3>
            {lines.length > 1 && (
              <Button look="quiet" onClick={() => void takeBack(lines)}>
                Undo all {countWords(lines.length, 'answer')}
              </Button>
            )}
          </div>
          <ul className="divide-y divide-line">
            {lines.map((line) => (
              <li key={line.id} className="flex items-center gap-2">
                <Link
                  href={`/conflicts/${line.id}`}
                  className="-ms-2 flex min-h-11 min-w-0 flex-1 flex-col justify-center rounded-2xl px-2 py-2 hover:bg-chip"
                >
                  <span className="text-body wrap-anywhere">
                    <bdi>{conflictWords(line)}</bdi>
                  </span>
                  <span className="truncate text-small text-neutral">
                    Now: <bdi>{valueWords(line.field, line.standing.value)}</bdi>
                  </span>
                </Link>
                <IconButton
                  label={`Choose again: ${conflictWords(line)}`}
                  onClick={() => void takeBack([line])}
                >
                  <Undo2 size={18} aria-hidden className="rtl:-scale-x-100" />
                </IconButton>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Card>
  )
}
