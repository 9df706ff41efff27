/** Answers conflicts, says so, and offers the way back. */

import {
  answerConflicts,
  type AnswerOutcome,
  type ConflictAnswer,
  type Undoing,
} from '../../db/device/answer-conflicts.ts'
import type { ConflictLine } from '../../db/device/conflicts.ts'
import { undoAnswers, undoingOf } from '../../db/device/undo-answers.ts'
import type { WriteOutcome } from '../../db/device/write.ts'
import { tellWhyNot, writeDeps } from '../chats/use-write.ts'
import { useHome } from '../session/use-home.ts'
import { countWords } from '../ui/count-words.ts'
import { catchFocus } from '../ui/keep-focus.ts'
import { showToast } from '../ui/toasts.ts'
import { copyStart } from './conflict-words.ts'

const UNDO_FOR_MS = 10_000
const TOAST_ID = 'conflict'

export const useAnswer = () => {
  const { database, sync } = useHome()

  const told = (outcome: WriteOutcome | AnswerOutcome): boolean => {
    if (outcome.kind === 'written') sync?.wake('write')
    else tellWhyNot(outcome)
    return outcome.kind === 'written'
  }

  /** Whether the answers were taken back. */
  const undo = async (undoings: readonly Undoing[]): Promise<boolean> => {
    if (!told(await undoAnswers(database, writeDeps, undoings))) return false
    const text =
      undoings.length === 1
        ? 'Undone. The conflict waits for your choice again.'
        : `Undone. ${countWords(undoings.length, 'conflict waits', 'conflicts wait')} for your choice again.`
    showToast({ id: TOAST_ID, text, durationMs: 6000 })
    return true
  }

  /** The same days later, or on another device. */
  const takeBack = (lines: readonly ConflictLine[]): Promise<boolean> =>
    undo(lines.map((line) => undoingOf(line, copyStart(line.lost.value))))

  /** Whether they stand now. */
  const answer = async (answers: readonly ConflictAnswer[]): Promise<boolean> => {
    const outcome = await answerConflicts(database, writeDeps, answers)
    if (!told(outcome) || outcome.kind !== 'written') return false
    const { undo: undoings } = outcome
    catchFocus()
    if (undoings.length === 0) {
      showToast({ id: TOAST_ID, text: 'This was answered on another device.', durationMs: 6000 })
      return false
    }
    showToast({
      id: TOAST_ID,
      text:
        undoings.length === 1
          ? 'Resolved.'
          : `${countWords(undoings.length, 'conflict')} resolved.`,
      action: { label: 'Undo', run: () => void undo(undoings) },
      durationMs: UNDO_FOR_MS,
    })
    return true
  }
  return { answer, takeBack }
}
