/** One of the answers in a dialog: its name, and what it means. */

import { Check, type LucideIcon } from 'lucide-react'
import { joinClasses } from '../ui/join-classes.ts'

interface ChoiceRowProps {
  readonly Icon: LucideIcon
  readonly name: string
  readonly sentence: string
  /** What stands now; left out where nothing does yet. */
  readonly isChosen?: boolean
  readonly isDangerous?: boolean
  readonly disabled?: boolean
  readonly onChoose: () => void
}

export const ChoiceRow = ({
  Icon,
  name,
  sentence,
  onChoose,
  isChosen,
  isDangerous,
  disabled,
}: ChoiceRowProps) => (
  <button
    type="button"
    aria-pressed={isChosen}
    data-first={isChosen === true ? true : undefined}
    disabled={disabled}
    onClick={onChoose}
    className={joinClasses(
      'flex min-h-11 w-full items-start gap-3 rounded-2xl px-3 py-2.5 text-start transition-colors hover:bg-chip disabled:opacity-45',
      isChosen === true && 'bg-chip',
    )}
  >
    <Icon
      size={20}
      aria-hidden
      className={joinClasses(
        'mt-0.5 shrink-0',
        isDangerous === true ? 'text-danger' : 'text-neutral',
      )}
    />
    <span className="min-w-0 flex-1">
      <span className={joinClasses('block font-medium', isDangerous === true && 'text-danger')}>
        {name}
      </span>
      <span className="block text-small leading-snug text-neutral">{sentence}</span>
    </span>
    {isChosen === true && <Check size={20} aria-hidden className="mt-0.5 shrink-0 text-info" />}
  </button>
)
