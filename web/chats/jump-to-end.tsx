/** The way to the newest message, with how many came since the reader left it. */

import { ArrowDown } from 'lucide-react'
import { countWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'

interface JumpToEndProps {
  readonly newCount: number
  readonly onJump: () => void
}

export const JumpToEnd = ({ newCount, onJump }: JumpToEndProps) => {
  const words = newCount === 0 ? undefined : countWords(newCount, 'new message')
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center px-4">
      <button
        type="button"
        aria-label={
          words === undefined ? 'Go to the newest message' : `${words}. Go to the newest.`
        }
        title="Go to the newest message"
        onClick={onJump}
        className={joinClasses(
          'pointer-events-auto inline-flex min-h-11 min-w-11 animate-[appear_0.16s_ease-out] items-center justify-center gap-2 rounded-full border border-line bg-raised text-small font-medium shadow-raised hover:bg-chip',
          words === undefined ? 'text-neutral' : 'ps-3.5 pe-4.5 text-info',
        )}
      >
        <ArrowDown size={18} aria-hidden />
        {words}
      </button>
    </div>
  )
}
