/** A block of code: its language, a way to copy and to wrap it, and its colours when they have come. */

import { Check, Copy, WrapText } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { usePreference } from '../settings/preferences.ts'
import { announce } from '../ui/announce.ts'
import { IconButton } from '../ui/button.tsx'
import { countWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { showToast } from '../ui/toasts.ts'
import { decodeEntities } from './entities.ts'
import { COLOURS, type Run } from './highlight/colours.ts'
import { languageOf } from './highlight/languages.ts'
import { useColours } from './highlight/use-colours.ts'
import { inOrder } from './in-order.ts'

interface CodeBlockProps {
  readonly code: string
  /** What stands behind the fence: the language, perhaps more. */
  readonly name: string
}

export const CodeBlock = ({ code, name }: CodeBlockProps) => {
  const [typed = '', ...more] = decodeEntities(name).trim().split(/\s+/)
  const language = languageOf(typed)
  const label = language?.label ?? typed
  const wraps = usePreference('codeLines') === 'wrap'
  /** For this block alone, once its button was pressed. */
  const [isWrappedHere, setIsWrappedHere] = useState<boolean>()
  const isWrapped = isWrappedHere ?? wraps
  const block = useRef<HTMLDivElement>(null)
  const runs = useColours(block, code, language)
  const lines = countWords(code.split('\n').length, 'line')
  return (
    <div
      ref={block}
      dir="ltr"
      className="max-w-full min-w-0 overflow-hidden rounded-2xl border border-text/10 bg-chip text-start"
    >
      <div className="flex min-h-11 items-center border-b border-text/10 ps-4 text-caption text-neutral">
        <span className="min-w-0 flex-1 truncate">
          {label === '' ? 'Code' : [label, ...more].join(' ')}
        </span>
        <IconButton
          label="Wrap lines"
          aria-pressed={isWrapped}
          onClick={() => setIsWrappedHere(!isWrapped)}
          className={joinClasses(isWrapped && 'text-info')}
        >
          <WrapText aria-hidden className="size-4.5" />
        </IconButton>
        <CopyButton code={code} />
      </div>
      <section
        aria-label={['Code', label, lines].filter((part) => part !== '').join(', ')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keys
        tabIndex={0}
        className="overflow-x-auto focus-visible:-outline-offset-2"
      >
        <pre
          className={joinClasses(
            'min-w-full px-4 py-3 font-mono text-small leading-relaxed [tab-size:2]',
            isWrapped ? 'w-full wrap-anywhere whitespace-pre-wrap' : 'w-max whitespace-pre',
          )}
        >
          <code>{inOrder(runs.map(drawRun))}</code>
        </pre>
      </section>
    </div>
  )
}

const drawRun = ({ colour, text }: Run): ReactNode =>
  colour === undefined ? text : <span className={COLOURS[colour]}>{text}</span>

const DONE_MS = 2000
const TOAST_MS = 6000
const NOT_COPIED =
  'This browser did not let the code be copied. You can select it and copy it yourself.'

const CopyButton = ({ code }: { readonly code: string }) => {
  const [isDone, setIsDone] = useState(false)
  useEffect(() => {
    if (!isDone) return undefined
    const timer = setTimeout(() => setIsDone(false), DONE_MS)
    return () => clearTimeout(timer)
  }, [isDone])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code)
    } catch {
      // Refused by the browser's settings, or not there without HTTPS.
      showToast({ id: 'not-copied', text: NOT_COPIED, durationMs: TOAST_MS })
      return
    }
    setIsDone(true)
    announce('Copied')
  }
  const Icon = isDone ? Check : Copy
  return (
    <IconButton label="Copy code" onClick={() => void copy()}>
      <Icon aria-hidden className={joinClasses('size-4.5', isDone && 'text-ok')} />
    </IconButton>
  )
}
