/** Whether chats here are those of the cloud: when that was last proven, and proving it now. */

import { CircleAlert, CircleDashed, ShieldCheck, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { readSync } from '../../../db/device/sync-state.ts'
import { useHome, useLive } from '../../session/use-home.ts'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/button.tsx'
import { joinClasses } from '../../ui/join-classes.ts'
import { fullTime } from '../../ui/time-words.ts'
import { prove } from '../prove.ts'
import { useIsOnline } from '../use-sync-facts.ts'
import { outcomeWords, verifiedWords, type VerifiedWords } from '../verified-words.ts'

const ICONS: Readonly<Record<VerifiedWords['tone'], readonly [LucideIcon, string]>> = {
  neutral: [CircleDashed, 'text-neutral'],
  ok: [ShieldCheck, 'text-ok'],
  warn: [CircleAlert, 'text-warn'],
}

export const VerifiedRow = ({ now }: { readonly now: number }) => {
  const home = useHome()
  const isOnline = useIsOnline()
  const verified = useLive(async (database) => (await readSync(database)).verified, [])
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { title, text, tone } = verifiedWords(verified, now)
  const [Icon, colour] = ICONS[tone]

  const start = async () => {
    setIsBusy(true)
    setProblem(null)
    announce('Comparing with the cloud.')
    const outcome = await prove(home)
    const said = outcomeWords(outcome)
    setIsBusy(false)
    setProblem(said)
    const { verified: known } = await readSync(home.database)
    const words = verifiedWords(known, Date.now())
    announce(said ?? `${words.title}. ${words.text}`)
  }
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-3">
      <div className="flex min-w-0 flex-[1_1_14rem] items-start gap-3">
        <Icon size={19} aria-hidden className={joinClasses('mt-0.5 shrink-0', colour)} />
        <div className="min-w-0">
          <p
            className="text-body font-medium"
            title={verified === undefined ? undefined : fullTime(verified.at)}
          >
            {title}
          </p>
          <p className="text-small leading-snug text-neutral">
            {isBusy ? 'Comparing every chat with the cloud…' : (problem ?? text)}
          </p>
        </div>
      </div>
      <Button disabled={isBusy || !isOnline} onClick={() => void start()}>
        Verify now
      </Button>
    </div>
  )
}
