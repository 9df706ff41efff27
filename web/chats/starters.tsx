/** Ways to begin for whoever faces an empty box: they fill it, and send nothing. */

import { Compass, Lightbulb, PenLine } from 'lucide-react'
import { joinClasses } from '../ui/join-classes.ts'

const STARTERS = [
  {
    words: 'Plan a weekend',
    Icon: Compass,
    text: 'Plan a relaxed weekend in … for two: where to stay, what to eat, one thing not to miss.',
  },
  {
    words: 'Explain an idea',
    Icon: Lightbulb,
    text: 'Explain … to me as if I heard of it for the first time, with one example from daily life.',
  },
  {
    words: 'Draft a message',
    Icon: PenLine,
    text: 'Draft a short, friendly message to … about …',
  },
] as const

interface StartersProps {
  readonly onChoose: (text: string) => void
  /** Kept in their place, so that nothing moves under the first key. */
  readonly isHidden: boolean
  readonly className?: string
}

export const Starters = ({ onChoose, isHidden, className }: StartersProps) => (
  <ul
    aria-label="Ways to begin"
    className={joinClasses('flex flex-wrap gap-2 px-3', isHidden && 'invisible', className)}
  >
    {STARTERS.map(({ words, Icon, text }) => (
      <li key={words}>
        <button
          type="button"
          title={text}
          onClick={() => onChoose(text)}
          className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line bg-page px-4 text-small text-text transition-colors hover:border-outline hover:bg-chip"
        >
          <Icon size={17} aria-hidden className="text-info" />
          {words}
        </button>
      </li>
    ))}
  </ul>
)
