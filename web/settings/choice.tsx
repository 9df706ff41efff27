/** One setting: what it is about, and its choices side by side. A choice holds at once. */

import type { LucideIcon } from 'lucide-react'
import { useId } from 'react'
import { joinClasses } from '../ui/join-classes.ts'
import {
  choosePreference,
  usePreference,
  type Preference,
  type PreferenceName,
} from './preferences.ts'

interface ChoiceProps<Name extends PreferenceName> {
  readonly name: Name
  readonly legend: string
  /** What follows of it, where its name does not say that. */
  readonly hint?: string
  readonly options: readonly {
    readonly value: Preference<Name>
    readonly label: string
    readonly Icon?: LucideIcon
  }[]
}

export const Choice = <Name extends PreferenceName>(props: ChoiceProps<Name>) => {
  const { name, legend, hint, options } = props
  const chosen = usePreference(name)
  const hintId = useId()
  return (
    <fieldset
      aria-describedby={hint === undefined ? undefined : hintId}
      className="py-2.5 first-of-type:pt-0 last-of-type:pb-0"
    >
      <legend className="float-start w-full pb-2 text-body font-medium">
        {legend}
        {hint !== undefined && (
          <span id={hintId} className="block text-small font-normal text-neutral">
            {hint}
          </span>
        )}
      </legend>
      <div className="flex w-full flex-wrap gap-1 rounded-[1.75rem] bg-chip p-1">
        {options.map(({ value, label, Icon }) => (
          <label
            key={value}
            className={joinClasses(
              'relative flex min-h-11 flex-1 cursor-pointer items-center justify-center gap-2 rounded-full border px-1.5 text-center text-body transition-colors duration-150 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-info',
              chosen === value
                ? 'chosen-forced border-line bg-page font-medium text-text shadow-sm'
                : 'border-transparent text-neutral hover:text-text',
            )}
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={chosen === value}
              onChange={() => choosePreference(name, value)}
            />
            {Icon !== undefined && <Icon size={17} aria-hidden className="shrink-0" />}
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
