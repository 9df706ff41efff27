/** One conflict: both values beside each other, and the ways to answer it. */

import { useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { ConflictAnswer } from '../../db/device/answer-conflicts.ts'
import { listConflicts, readConflict, type ConflictLine } from '../../db/device/conflicts.ts'
import type { ConflictId } from '../../db/protocol/ids.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { ButtonLink } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { showToast } from '../ui/toasts.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { Answered } from './answered.tsx'
import { draftsForBoth } from './both.ts'
import { CheckLine } from './check-line.tsx'
import {
  conflictWords,
  deletionWords,
  fateWords,
  isOfWords,
  keepWords,
  valueWords,
} from './conflict-words.ts'
import { sameSide, similarTo } from './merges.ts'
import { MoreAnswers } from './more-answers.tsx'
import { BESIDE, SideCard } from './side-card.tsx'
import { sidesOf, type KnownDevices, type Side } from './sides.ts'
import { TwoTexts } from './two-texts.tsx'
import { useAnswer } from './use-answer.ts'
import { useDevices } from './use-devices.ts'

const BACK = { href: '/conflicts', label: 'Back to conflicts' }

export const ConflictView = ({ conflictId }: { readonly conflictId: ConflictId }) => {
  const found = useLive(
    async (database) => (await readConflict(database, conflictId)) ?? null,
    [conflictId],
  )
  const devices = useDevices()
  if (found === undefined || devices === undefined) return null
  return (
    <>
      <ViewHeader
        title={found === null ? 'This conflict is not on this device' : conflictWords(found)}
        back={BACK}
        isSentence
      />
      <div className="relative min-h-0 flex-1 overflow-y-auto bg-side">
        <div className="mx-auto flex max-w-5xl flex-col gap-3 px-3 pt-4 pb-[max(96px,var(--sab))] md:px-6">
          {found === null && <NotHere />}
          {found?.isOpen === 0 && <Answered line={found} devices={devices} />}
          {found?.isOpen === 1 && <Open line={found} devices={devices} />}
        </div>
      </div>
    </>
  )
}

const NotHere = () => (
  <div className="flex flex-col items-center gap-4 py-16 text-center text-neutral">
    <p>It may have gone with its chat, belong to another account, or still be on its way.</p>
    <ButtonLink href="/conflicts">All conflicts</ButtonLink>
  </div>
)

interface OpenProps {
  readonly line: ConflictLine
  readonly devices: KnownDevices
}

/** How many others are looked through for similar ones. */
const MANY = 500

const Open = ({ line, devices }: OpenProps) => {
  const others = useLive((database) => listConflicts(database, MANY), []) ?? []
  const similar = similarTo(line, others, devices)
  const [isForAll, setIsForAll] = useState(false)
  const sides = sidesOf(line, devices)
  const acts = useActs({ line, devices, similar: isForAll ? similar : [] })
  const cardOf = (side: Side, text: ReactNode, isLong = false) => (
    <SideCard
      key={side.choice}
      side={side}
      keep={keepWords(line, side)}
      onKeep={() => void acts.keep(side)}
      isLong={isLong}
    >
      {text}
    </SideCard>
  )
  return (
    <>
      <p className="px-1 text-body text-neutral">
        {line.field === 'deleted' ? deletionWords(sides) : 'Both versions are kept.'} What is shown
        now stays until you choose.
      </p>
      {similar.length > 0 && (
        <div className="px-1">
          <CheckLine isChecked={isForAll} onChange={setIsForAll}>
            Apply the same choice to {countWords(similar.length, 'similar conflict')}
          </CheckLine>
        </div>
      )}
      {isOfWords(line) ? (
        <TwoTexts sides={sides} cardOf={cardOf} />
      ) : (
        <div className={BESIDE}>
          {sides.map((side) => cardOf(side, <p>{sayOf(line, side)}</p>))}
        </div>
      )}
      {isOfWords(line) && (
        <MoreAnswers
          line={line}
          devices={devices}
          onBoth={() => void acts.both()}
          onMerged={(text) => void acts.merged(text)}
        />
      )}
    </>
  )
}

const sayOf = ({ field }: ConflictLine, side: Side): string =>
  field === 'deleted' ? fateWords(side) : valueWords(field, side.value)

interface Acting extends OpenProps {
  /** Those that get the same answer. */
  readonly similar: readonly ConflictLine[]
}

const useActs = ({ line, devices, similar }: Acting) => {
  const { database } = useHome()
  const { answer } = useAnswer()
  const [, navigate] = useLocation()
  const give = async (answers: readonly ConflictAnswer[]) => {
    if (await answer(answers)) navigate('/conflicts')
  }
  return {
    keep: (side: Side) =>
      give(
        [line, ...similar].map((one) => ({
          conflictId: one.id,
          choice: sameSide(side, one, devices).choice,
        })),
      ),
    both: async () => {
      const answers: ConflictAnswer[] = []
      for (const one of [line, ...similar]) {
        const beside = await draftsForBoth(database, one, devices)
        if (beside !== null) answers.push({ conflictId: one.id, choice: 'kept', beside })
      }
      if (answers.length > 0) return give(answers)
      const text = 'The text of this chat is not on this device, so it cannot be copied.'
      return showToast({ id: 'conflict', text, durationMs: 8000 })
    },
    merged: (text: string) => give([{ conflictId: line.id, choice: 'kept', text }]),
  }
}
