/** What can be done with a message: quiet buttons under it where there is a mouse, all in one menu where there is none. */

import { Check } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { Menu } from '../ui/menu.tsx'
import type { MessageAction } from './message-action.ts'

interface MessageActionsProps {
  readonly actions: readonly MessageAction[]
  readonly isTouch: boolean
  /** Tab comes to the buttons of one message of the list; the others are reached through theirs. */
  readonly isReachable: boolean
}

const ICON_PX = 18

export const MessageActions = ({ actions, isTouch, isReachable }: MessageActionsProps) => {
  const quick = isTouch ? [] : actions.filter(({ isQuick }) => isQuick === true)
  const rest = isTouch ? actions : actions.filter(({ isQuick }) => isQuick !== true)
  const tabIndex = isReachable ? 0 : -1
  return (
    <div
      className={joinClasses(
        'flex shrink-0 items-center transition-opacity',
        !isTouch && 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100',
      )}
    >
      {quick.map((action) => (
        <QuickButton key={action.label} action={action} tabIndex={tabIndex} />
      ))}
      <Menu
        label="Actions for this message"
        tabIndex={tabIndex}
        choices={rest.map(({ label, Icon, run, isDangerous = false }) => ({
          label,
          Icon,
          onChoose: run,
          isDangerous,
        }))}
      />
    </div>
  )
}

const TICKED_FOR_MS = 1600

interface QuickButtonProps {
  readonly action: MessageAction
  readonly tabIndex: number
}

const QuickButton = ({ action, tabIndex }: QuickButtonProps) => {
  const { label, Icon, run, isTicked = false } = action
  const [isDone, setIsDone] = useState(false)
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(() => setIsDone(false), TICKED_FOR_MS)
    return () => clearTimeout(timer)
  }, [isDone])
  return (
    <IconButton
      label={label}
      tabIndex={tabIndex}
      onClick={() => {
        run()
        if (isTicked) setIsDone(true)
      }}
    >
      {isDone ? <Check size={ICON_PX} aria-hidden /> : <Icon size={ICON_PX} aria-hidden />}
    </IconButton>
  )
}
