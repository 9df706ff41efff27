/** The room chats take on this device, and whether the browser promises to keep them. */

import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useEffect, useState } from 'react'
import {
  protectStorage,
  readProtection,
  readSpace,
  type Protection,
} from '../../install/storage-protection.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { sizeWords } from '../../ui/count-words.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'

const SENTENCES: Readonly<Record<Protection, string>> = {
  protected: 'The browser keeps your chats on this device, even when space runs low.',
  'not-protected':
    'The browser may delete chats on this device when space runs low. Installing the app or using it more makes it agree to keep them.',
  unknown: 'This browser does not say whether it keeps chats when space runs low.',
}

export const StorageCard = () => {
  const [protection, setProtection] = useState<Protection>('unknown')
  const [space, setSpace] = useState<Awaited<ReturnType<typeof readSpace>>>(null)
  useEffect(() => {
    void readProtection().then(setProtection)
    void readSpace().then(setSpace)
  }, [])
  const isSafe = protection === 'protected'
  const Icon = isSafe ? ShieldCheck : ShieldAlert
  return (
    <Card id="storage" title="Storage on this device">
      {space !== null && (
        <ProgressBar
          label={`${sizeWords(space.used)} used of ${sizeWords(space.quota)}`}
          done={space.used}
          all={space.quota}
        />
      )}
      <p className="mt-3 flex items-start gap-3 text-body leading-snug">
        <Icon
          size={19}
          aria-hidden
          className={isSafe ? 'mt-0.5 shrink-0 text-ok' : 'mt-0.5 shrink-0 text-warn'}
        />
        {SENTENCES[protection]}
      </p>
      {protection === 'not-protected' && (
        <Button className="mt-3" onClick={() => void protectStorage().then(setProtection)}>
          Protect storage
        </Button>
      )}
    </Card>
  )
}
