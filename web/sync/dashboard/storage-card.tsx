/** The room chats take on this device, what takes it, and whether the browser promises to keep them. */

import { HardDrive, ShieldAlert, ShieldCheck } from 'lucide-react'
import { useEffect, useState } from 'react'
import { countFiles } from '../../../db/device/attachments.ts'
import {
  protectStorage,
  readProtection,
  readSpace,
  type Protection,
} from '../../install/storage-protection.ts'
import { useCalmLive } from '../../session/use-home.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Fact } from '../../ui/card.tsx'
import { countWords, sizeWords } from '../../ui/count-words.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { FreeSpace } from './free-space.tsx'

const SENTENCES: Readonly<Record<Protection, string>> = {
  protected: 'The browser keeps your chats on this device, even when space runs low.',
  'not-protected':
    'The browser may delete chats on this device when space runs low. Installing the app or using it more makes it agree to keep them.',
  unknown: 'This browser does not say whether it keeps chats when space runs low.',
}

const ALMOST_FULL = 0.8

export const StorageCard = () => {
  const [space, setSpace] = useState<Awaited<ReturnType<typeof readSpace>>>(null)
  const files = useCalmLive(countFiles, [])
  const look = () => void readSpace().then(setSpace)
  useEffect(look, [])
  return (
    <Card id="storage" title="Storage on this device">
      {space !== null && (
        <ProgressBar
          label={`${sizeWords(space.used)} used of ${sizeWords(space.quota)}`}
          done={space.used}
          all={space.quota}
        />
      )}
      {space !== null && space.used > ALMOST_FULL * space.quota && (
        <p className="mt-3 flex items-start gap-3 rounded-2xl bg-chip p-3 text-body leading-snug">
          <HardDrive size={19} aria-hidden className="mt-0.5 shrink-0 text-warn" />
          This device has {sizeWords(space.quota - space.used)} left for chats. Free up space on it,
          so that new messages can still be saved.
        </p>
      )}
      <dl className="mt-3 divide-y divide-line border-t border-line">
        {space?.chats != null && <Fact name="Chats and files">{sizeWords(space.chats)}</Fact>}
        {space?.app != null && <Fact name="The app itself">{sizeWords(space.app)}</Fact>}
        {files !== undefined && files.count > 0 && (
          <Fact name="Files among them">
            {countWords(files.count, 'file')}, {sizeWords(files.bytes)}
          </Fact>
        )}
      </dl>
      <ProtectionNote />
      <FreeSpace onFreed={look} />
    </Card>
  )
}

const ProtectionNote = () => {
  const [protection, setProtection] = useState<Protection>('unknown')
  useEffect(() => {
    void readProtection().then(setProtection)
  }, [])
  const isSafe = protection === 'protected'
  const Icon = isSafe ? ShieldCheck : ShieldAlert
  return (
    <>
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
    </>
  )
}
