/** The steps to install, where the browser has no question of its own. */

import { Plus, Share, SquareCheck, type LucideIcon } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { shareButtonWords, type InstallWay } from './install-rules.ts'

interface Step {
  readonly Icon: LucideIcon
  readonly text: string
}

const stepsOf = (way: InstallWay): readonly Step[] => {
  if (way === 'mac-safari')
    return [
      { Icon: Share, text: 'Open the File menu of Safari' },
      { Icon: Plus, text: 'Choose Add to Dock' },
      { Icon: SquareCheck, text: 'Choose Add' },
    ]
  return [
    { Icon: Share, text: `Tap Share, ${shareButtonWords(navigator.userAgent)}` },
    { Icon: Plus, text: 'Choose Add to Home Screen' },
    { Icon: SquareCheck, text: 'Tap Add' },
  ]
}

interface InstallStepsProps {
  readonly way: InstallWay
  readonly onClose: () => void
}

export const InstallSteps = ({ way, onClose }: InstallStepsProps) => (
  <Dialog
    title="Install Chats"
    onClose={onClose}
    actions={
      <Button look="primary" onClick={onClose}>
        Done
      </Button>
    }
  >
    <p className="mb-4 text-neutral">
      {way === 'mac-safari'
        ? 'It opens in its own window and keeps working offline.'
        : 'Needed for notifications and the app badge, and it protects your chats better.'}
    </p>
    {way === 'ios-elsewhere' ? (
      <p>Open this page in Safari first: apps that show pages inside them cannot install.</p>
    ) : (
      <ol className="flex flex-col gap-3">
        {stepsOf(way).map(({ Icon, text }, at) => (
          <li key={text} className="flex items-center gap-3">
            <span className="flex size-11 shrink-0 items-center justify-center rounded-full bg-chip text-info">
              <Icon size={20} aria-hidden />
            </span>
            <span>
              <span className="font-medium">{at + 1}.</span> {text}
            </span>
          </li>
        ))}
      </ol>
    )}
  </Dialog>
)
