/** What arose when two devices met: each conflict by itself, and all of them from one device at once. */

import type { ConflictLine } from '../../db/device/conflicts.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { clockTime, dayAndMonth, fullTime, timeAgo } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import { conflictWords, inSentence, valueWords } from './conflict-words.ts'
import type { Merge, Party } from './merges.ts'
import { sidesOf, type KnownDevices } from './sides.ts'
import { useAnswer } from './use-answer.ts'

interface MergeCardProps {
  readonly merge: Merge
  readonly devices: KnownDevices
}

export const MergeCard = ({ merge, devices }: MergeCardProps) => {
  const { answer } = useAnswer()
  const { lines, parties } = merge
  const useAll = ({ pick }: Party) =>
    answer(lines.map((line) => ({ conflictId: line.id, choice: pick(line).choice })))
  return (
    <Card title={mergeTitle(merge)} aside={<MergedAgo at={merge.at} />}>
      <ul className="-mx-2 divide-y divide-line">
        {lines.map((line) => (
          <Row key={line.id} line={line} devices={devices} />
        ))}
      </ul>
      {lines.length > 1 && (
        <div className="mt-3 flex flex-wrap gap-2 border-t border-line pt-4">
          {parties.map((party) => (
            <Button
              key={party.name}
              onClick={() => void useAll(party)}
              className="max-w-full whitespace-normal"
            >
              <bdi>Use everything from {inSentence(party.name)}</bdi>
            </Button>
          ))}
        </div>
      )}
    </Card>
  )
}

/** "With Pixel 8, 22 Nov 13:58": this device goes without saying. */
export const mergeTitle = ({ at, parties }: Pick<Merge, 'at' | 'parties'>): string => {
  const others = parties.filter(({ isThisDevice }) => !isThisDevice)
  const names = others.map(({ name }) => inSentence(name)).join(' and ')
  return `With ${names}, ${dayAndMonth(at)} ${clockTime(at)}`
}

export const MergedAgo = ({ at }: { readonly at: number }) => {
  const now = useNow(30_000)
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={fullTime(at)}
      className="text-caption font-normal text-neutral"
    >
      {timeAgo(at, now)}
    </time>
  )
}

const Row = ({
  line,
  devices,
}: {
  readonly line: ConflictLine
  readonly devices: KnownDevices
}) => (
  <li>
    <RowLink href={`/conflicts/${line.id}`}>
      <span className="block font-medium">
        <bdi>{conflictWords(line)}</bdi>
      </span>
      {sidesOf(line, devices).map((side) => (
        <span key={side.choice} className="mt-0.5 block truncate text-small text-neutral">
          <bdi>{side.name}</bdi>: <bdi>{valueWords(line.field, side.value)}</bdi>
        </span>
      ))}
    </RowLink>
  </li>
)
