/** The first download as a part of the list: how far it is, and that nobody has to wait for it. */

import { ProgressBar } from '../ui/progress-bar.tsx'
import { pillWords } from './pill-words.ts'
import { useSyncStanding } from './use-sync-facts.ts'

/** Nothing once this device has every chat. */
export const FirstDownload = () => {
  const { state, now } = useSyncStanding()
  if (state.kind !== 'first-download') return null
  const { received, left } = state
  return (
    <section aria-label="First download" className="mx-3 mb-2 rounded-2xl bg-chip px-4 py-3">
      <ProgressBar
        label="Getting your chats, newest first"
        done={received}
        all={left === null ? null : received + left}
      />
      <p className="mt-2 text-caption leading-snug text-neutral">
        {pillWords(state, now).sentence}
      </p>
    </section>
  )
}
