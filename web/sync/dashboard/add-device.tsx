/** With the built-in sign-in: a link and a QR code that sign the next device in, once. */

import { Copy, QrCode } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { encode } from 'uqr'
import { pairReplySchema, type PairReply } from '../../../db/protocol/session.ts'
import { callApi, problemWords } from '../../session/call-api.ts'
import { readConfig } from '../../session/read-config.ts'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { waitWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'

/** Nothing where an account signs devices in, or where the server cannot be asked. */
export const AddDevice = () => {
  const [isLocal, setIsLocal] = useState(false)
  const [isOpen, setIsOpen] = useState(false)
  useEffect(() => {
    void readConfig().then((answer) =>
      setIsLocal(answer.kind === 'ok' && answer.value.auth === 'local'),
    )
  }, [])
  if (!isLocal) return null
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <QrCode size={17} aria-hidden /> Add a device
      </Button>
      {isOpen && <PairDialog onClose={() => setIsOpen(false)} />}
    </>
  )
}

const PairDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [pair, setPair] = useState<PairReply | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    const ask = async () => {
      const answer = await callApi('/api/devices/pair', pairReplySchema, {
        method: 'POST',
        body: {},
      })
      if (answer.kind === 'ok') setPair(answer.value)
      else setProblem(problemWords(answer))
    }
    void ask()
  }, [])
  return (
    <Dialog title="Add a device" onClose={onClose}>
      {problem !== null && <p role="alert">{problem}</p>}
      {pair === null && problem === null && <p className="text-neutral">One moment…</p>}
      {pair !== null && <PairCode pair={pair} />}
    </Dialog>
  )
}

const PairCode = ({ pair }: { readonly pair: PairReply }) => {
  const now = useNow(1000)
  const leftMs = pair.expiresAt - now
  if (leftMs <= 0) return <p>This code has run out. Close this and ask for a new one.</p>
  const copy = async () => {
    await navigator.clipboard.writeText(pair.link)
    announce('Link copied')
  }
  return (
    <div className="flex flex-col items-center gap-4 pb-2 text-center">
      <p>Scan this with the other device, or open the link there.</p>
      <QrPicture text={pair.link} />
      <p className="max-w-full rounded-2xl bg-chip px-4 py-3 text-small wrap-anywhere select-all">
        {pair.link}
      </p>
      <Button look="primary" onClick={() => void copy()}>
        <Copy size={17} aria-hidden /> Copy link
      </Button>
      <p className="text-caption text-neutral">Works once, for another {waitWords(leftMs)}.</p>
    </div>
  )
}

/** Dark on light in both themes: many scanners cannot read the inverse. */
const QrPicture = ({ text }: { readonly text: string }) => {
  const { size, path } = useMemo(() => qrPath(text), [text])
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code of the link"
      shapeRendering="crispEdges"
      className="size-56 rounded-2xl bg-white"
    >
      <path d={path} fill="#111418" />
    </svg>
  )
}

const qrPath = (text: string): { readonly size: number; readonly path: string } => {
  const { data: cells, size } = encode(text, { border: 3 })
  const path = cells
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  return { size, path }
}
