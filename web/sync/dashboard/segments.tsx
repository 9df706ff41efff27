/** A choice of a few, side by side, one of which is on. */

import { joinClasses } from '../../ui/join-classes.ts'

interface SegmentsProps<T extends string | number> {
  readonly label: string
  readonly choices: readonly { readonly value: T; readonly words: string }[]
  readonly value: T
  readonly onChange: (value: T) => void
}

export const Segments = <T extends string | number>({
  label,
  choices,
  value,
  onChange,
}: SegmentsProps<T>) => (
  <fieldset className="inline-flex max-w-full flex-wrap gap-0.5 rounded-3xl bg-chip p-0.5">
    <legend className="sr-only">{label}</legend>
    {choices.map((choice) => (
      <button
        key={choice.value}
        type="button"
        aria-pressed={choice.value === value}
        onClick={() => onChange(choice.value)}
        className={joinClasses(
          'min-h-11 min-w-11 rounded-full px-3.5 text-small font-medium transition-colors',
          choice.value === value
            ? 'bg-page text-text shadow-sm outline outline-line forced-colors:outline-2'
            : 'text-neutral hover:text-text',
        )}
      >
        {choice.words}
      </button>
    ))}
  </fieldset>
)
