/** Whether the chats stay on this device when somebody signs out. */

import type { ChatsFate } from './leave.ts'

interface FatesProps {
  readonly fate: ChatsFate
  readonly onChoose: (fate: ChatsFate) => void
  /** The server has nothing of them. */
  readonly isAccountGone: boolean
}

export const Fates = ({ fate, onChoose, isAccountGone }: FatesProps) => (
  <fieldset className="mt-2">
    <legend className="text-caption text-neutral">Chats on this device</legend>
    <FateChoice
      isChosen={fate === 'keep'}
      onChoose={() => onChoose('keep')}
      title="Keep"
      text={
        isAccountGone
          ? 'Hidden, on this device alone.'
          : 'Hidden until you sign in here again. What is unsent waits with them.'
      }
    />
    <FateChoice
      isChosen={fate === 'remove'}
      onChoose={() => onChoose('remove')}
      title="Remove"
      text={
        isAccountGone
          ? 'They are nowhere else: what was not exported is gone.'
          : 'For a device that is not yours. What is in the cloud stays there.'
      }
    />
  </fieldset>
)

interface FateChoiceProps {
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly title: string
  readonly text: string
}

const FateChoice = ({ isChosen, onChoose, title, text }: FateChoiceProps) => (
  <label
    aria-label={title}
    className="flex min-h-11 cursor-pointer items-start gap-3 rounded-xl py-2"
  >
    <input
      type="radio"
      name="fate"
      checked={isChosen}
      onChange={onChoose}
      className="mt-1 size-5 shrink-0 accent-info"
    />
    <span>
      <span className="font-medium">{title}</span>
      <span className="block text-small leading-snug text-neutral">{text}</span>
    </span>
  </label>
)
