/** A picture on somebody's server: nothing of it is asked for before the person taps, or wants all of them. */

import { ImageDown, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { usePreference } from '../settings/preferences.ts'
import { announce } from '../ui/announce.ts'

interface RemoteImageProps {
  readonly url: URL
  readonly name: string
}

type Stage = 'unasked' | 'shown' | 'failed'

const BUTTON =
  'my-0.5 inline-flex min-h-11 max-w-full items-center gap-2 rounded-2xl border border-text/10 bg-chip px-4 py-1.5 text-start text-body text-text transition-colors hover:bg-line'

export const RemoteImage = ({ url, name }: RemoteImageProps) => {
  const untouched = usePreference('remoteImages') === 'always' ? 'shown' : 'unasked'
  const [touched, setStage] = useState<Stage>()
  const stage = touched ?? untouched
  if (stage === 'shown')
    return (
      <img
        src={url.href}
        alt={name}
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
        onError={() => {
          setStage('failed')
          announce('The image did not load.')
        }}
        className="inline-block h-auto max-h-[70vh] max-w-full rounded-2xl"
      />
    )
  const isFailed = stage === 'failed'
  const Icon = isFailed ? ImageOff : ImageDown
  return (
    <button type="button" onClick={() => setStage('shown')} className={BUTTON}>
      <Icon aria-hidden className="size-5 shrink-0 text-neutral" />
      <span className="min-w-0 wrap-anywhere">
        {name !== '' && <span className="block font-medium">{name}</span>}
        <span className="block text-small text-neutral">
          {isFailed
            ? `The image did not load. Try again from ${url.host}`
            : `Load image from ${url.host}`}
        </span>
      </span>
    </button>
  )
}
