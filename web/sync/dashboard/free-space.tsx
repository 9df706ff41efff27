/** Making room: what of this device's the cloud has as well, how much that is, and letting go of it. */

import { useCallback, useEffect, useEffectEvent, useState } from 'react'
import { measureFreeable, type Freeable } from '../../../db/device/free-space.ts'
import { useHome } from '../../session/use-home.ts'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/button.tsx'
import { countWords, sizeWords } from '../../ui/count-words.ts'
import { freeUp, freedWords, type Freed } from '../free-up.ts'
import { useIsOnline } from '../use-sync-facts.ts'

export const FreeSpace = ({ onFreed }: { readonly onFreed: () => void }) => {
  const home = useHome()
  const isOnline = useIsOnline()
  const { freeable, measure } = useFreeable()
  const [busy, setBusy] = useState<Freed['what'] | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const isEmpty = freeable === null || freeable.chats + freeable.files + freeable.away === 0
  // Without an account there is no cloud that could have it.
  if (home.sync === null || freeable === null || (isEmpty && said === null)) return null

  const start = async (what: Freed['what']) => {
    setBusy(what)
    setSaid(null)
    announce('Checking that the cloud has it.')
    const words = freedWords(await freeUp(home, what))
    setBusy(null)
    setSaid(words)
    announce(words)
    measure()
    onFreed()
  }
  return (
    <div className="mt-4 border-t border-line pt-4">
      <h3 className="text-body font-semibold">Free up space</h3>
      <Acts
        freeable={freeable}
        busy={busy}
        isOnline={isOnline}
        onAct={(what) => void start(what)}
      />
      {freeable.away > 0 && (
        <p className="mt-2 text-small text-neutral">
          The text of {countWords(freeable.away, 'chat')} is in the cloud alone, and not found by a
          search.
        </p>
      )}
      {said !== null && <p className="mt-2 text-body">{said}</p>}
    </div>
  )
}

interface ActsProps {
  readonly freeable: Freeable
  readonly busy: Freed['what'] | null
  readonly isOnline: boolean
  readonly onAct: (what: Freed['what']) => void
}

const Acts = ({ freeable, busy, isOnline, onAct }: ActsProps) => {
  const { chats, textBytes, files, fileBytes } = freeable
  const isOff = busy !== null || !isOnline
  return (
    <>
      {chats > 0 && (
        <Row
          title={`Text of ${countWords(chats, 'older chat')}`}
          text={`About ${sizeWords(textBytes)}. Titles stay, and the text comes back when you open a chat.`}
          act="Free up text"
          isBusy={busy === 'text'}
          isOff={isOff}
          onAct={() => onAct('text')}
        />
      )}
      {files > 0 && (
        <Row
          title={`${countWords(files, 'file')} that the cloud has`}
          text={`${sizeWords(fileBytes)}. Each comes back when you look at it.`}
          act="Remove files"
          isBusy={busy === 'files'}
          isOff={isOff}
          onAct={() => onAct('files')}
        />
      )}
      {!isOnline && chats + files > 0 && (
        <p className="text-small text-neutral">
          You’re offline. First it is made sure that the cloud has it all.
        </p>
      )}
    </>
  )
}

/** Measured when the card opens and after each act: it looks at a good deal. */
const useFreeable = () => {
  const { database } = useHome()
  const [freeable, setFreeable] = useState<Freeable | null>(null)
  const look = useCallback(async () => {
    setFreeable(await measureFreeable(database, Date.now()))
  }, [database])
  const first = useEffectEvent(() => void look())
  useEffect(() => {
    const timer = setTimeout(first)
    return () => clearTimeout(timer)
  }, [])
  return { freeable, measure: () => void look() }
}

interface RowProps {
  readonly title: string
  readonly text: string
  readonly act: string
  readonly isBusy: boolean
  readonly isOff: boolean
  readonly onAct: () => void
}

const Row = ({ title, text, act, isBusy, isOff, onAct }: RowProps) => (
  <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
    <div className="min-w-0 flex-[1_1_14rem]">
      <p className="text-body font-medium">{title}</p>
      <p className="text-small leading-snug text-neutral">
        {isBusy ? 'Making sure that the cloud has it…' : text}
      </p>
    </div>
    <Button disabled={isOff} onClick={onAct}>
      {act}
    </Button>
  </div>
)
