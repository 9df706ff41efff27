/** Says that some chats of this device are in no account, and leads to adding them. */

import { Smartphone } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { askAboutLocalChats, useLocalChats } from './local-chats.ts'

/** Nothing where there are none. */
export const LocalChatsNote = ({ className }: { readonly className?: string }) => {
  const { found } = useLocalChats()
  if (found === null) return null
  return (
    <div
      className={joinClasses(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl bg-chip p-4 text-body',
        className,
      )}
    >
      <Smartphone size={20} aria-hidden className="shrink-0 text-neutral" />
      <p className="min-w-0 flex-[1_1_12rem] leading-snug">
        <span className="font-medium">
          {countWords(found.chats, 'chat is', 'chats are')} only on this device.
        </span>{' '}
        <span className="text-neutral">
          Written before signing in, and hidden while you are signed in.
        </span>
      </p>
      <Button className="bg-page" onClick={askAboutLocalChats}>
        Add {found.chats === 1 ? 'it' : 'them'}
      </Button>
    </div>
  )
}
