/** The line under a message: when it was written, or how far it has come on its way. */

import { useEffect } from 'react'
import { retry } from '../../db/device/park.ts'
import { listOutbox } from '../../db/device/outbox.ts'
import type { MessageView } from '../../db/device/messages.ts'
import { useHome } from '../session/use-home.ts'
import { useEngineStatus, useIsOnline } from '../sync/use-sync-facts.ts'
import { announce } from '../ui/announce.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { clockTime, fullTime } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import { deliveryOf, noteTriedAgain } from './delivery.ts'
import { deliveryWords, type DeliveryWords } from './delivery-words.ts'
import type { MessageAction } from './message-action.ts'
import type { MessageState } from './message-state.ts'
import { writeDeps } from './use-write.ts'

interface MessageMetaProps {
  readonly id: string
  readonly message: MessageView
  /** Success is worth a word on the newest message alone. */
  readonly isNewest: boolean
  readonly isTimeShown: boolean
  /** A message that was refused offers them beside the reason. */
  readonly actions: readonly MessageAction[]
  /** Tab comes to its buttons. */
  readonly isReachable: boolean
}

export const MessageMeta = (props: MessageMetaProps) => {
  const { identity } = useHome()
  const isOwn = props.message.role === 'user'
  if (identity === null || !isOwn) return <WrittenAt {...props} />
  if (props.message.state === 'synced' && !props.isNewest) return <WrittenAt {...props} />
  return <Delivery {...props} />
}

const LINE = 'px-1 text-mini'

const WrittenAt = ({ id, message, isTimeShown }: MessageMetaProps) => {
  const isCut = message.status === 'interrupted'
  return (
    <p
      id={id}
      className={joinClasses(
        LINE,
        'text-neutral transition-opacity',
        !(isTimeShown || isCut) &&
          'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:sr-only',
      )}
    >
      <span className="sr-only">{message.role === 'user' ? 'You, ' : 'Assistant, '}</span>
      <Moment at={message.timestamp} />
      {message.model !== null && <bdi> · {message.model}</bdi>}
      {isCut && ' · Not finished'}
    </p>
  )
}

const Moment = ({ at }: { readonly at: number }) => (
  <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
    {clockTime(at)}
  </time>
)

/** A second is the least that a countdown shows; what has arrived changes no more. */
const LOOK_EVERY_MS = 500
const LOOK_RARELY_MS = 60_000

const useDelivery = ({ message, isNewest }: MessageMetaProps) => {
  const { state: engine } = useEngineStatus()
  const isOnline = useIsOnline()
  const now = useNow(message.state === 'synced' ? LOOK_RARELY_MS : LOOK_EVERY_MS)
  const state = deliveryOf(message, {
    isPushing: engine.kind === 'pushing',
    isHeldUp: !isOnline || engine.kind === 'waiting' || engine.kind === 'stopped',
    now,
  })
  const retryAt = isOnline && engine.kind === 'waiting' ? engine.retryAt : null
  return { state, words: deliveryWords({ message, state, isNewest, retryAt, now }) }
}

const TONES: Readonly<Record<DeliveryWords['tone'], string>> = {
  neutral: 'text-neutral',
  warn: 'text-warn',
  danger: 'text-danger',
}

const Delivery = (props: MessageMetaProps) => {
  const { id, message, actions, isReachable } = props
  const { state, words } = useDelivery(props)
  useSayFailure(message, state)
  if (words === null) return <WrittenAt {...props} />
  const { Icon, text, tone, isRetrying = false } = words
  const tabIndex = isReachable ? 0 : -1
  return (
    <div
      data-delivery={state}
      className={joinClasses(
        LINE,
        'flex min-w-0 flex-wrap items-center justify-end gap-x-1.5 text-end',
        TONES[tone],
      )}
    >
      <p id={id} className="flex items-center gap-x-1.5">
        <span className="sr-only">You, </span>
        <span className={state === 'synced' ? undefined : 'sr-only'}>
          <Moment at={message.timestamp} />
        </span>
        <span className="sr-only">, </span>
        <Icon size={13} strokeWidth={2.4} aria-hidden className="shrink-0" />
        {text}
      </p>
      {isRetrying && <RetryNow tabIndex={tabIndex} />}
      {state === 'failed' && <Refused {...{ message, actions, tabIndex }} />}
    </div>
  )
}

const told = new Set<string>()

/** Once for each message: what needs the person must not wait until they look. */
const useSayFailure = (message: MessageView, state: MessageState): void => {
  const { id, fault } = message
  const reason = fault?.message ?? 'the server could not take it'
  useEffect(() => {
    if (state !== 'failed' || told.has(id)) return
    told.add(id)
    announce(`Message not sent: ${reason}`, 'assertive')
  }, [id, reason, state])
}

interface WordButtonProps {
  readonly label: string
  readonly tabIndex: number
  readonly onClick: () => void
}

const WordButton = ({ label, tabIndex, onClick }: WordButtonProps) => (
  <button
    type="button"
    tabIndex={tabIndex}
    onClick={onClick}
    className="min-h-11 min-w-11 rounded-full px-2 font-semibold underline underline-offset-2"
  >
    {label}
  </button>
)

const RetryNow = ({ tabIndex }: { readonly tabIndex: number }) => {
  const { sync } = useHome()
  return <WordButton label="Retry now" tabIndex={tabIndex} onClick={() => sync?.wake('person')} />
}

interface RefusedProps {
  readonly message: MessageView
  readonly actions: readonly MessageAction[]
  readonly tabIndex: number
}

/** What a person would do about a message that the server does not take. */
const REMEDIES: ReadonlySet<string> = new Set(['Edit', 'Delete'])

const Refused = ({ message, actions, tabIndex }: RefusedProps) => {
  const { database, sync } = useHome()
  const tryAgain = async () => {
    noteTriedAgain(message.id)
    const parked = await listOutbox(database, { state: 'parked', limit: 500 })
    const own = parked.filter(({ chatId }) => chatId === message.chatId)
    await retry(
      database,
      writeDeps,
      own.map(({ changeId }) => changeId),
    )
    sync?.wake('write')
  }
  return (
    <>
      <WordButton label="Retry" tabIndex={tabIndex} onClick={() => void tryAgain()} />
      {actions
        .filter(({ label }) => REMEDIES.has(label))
        .map(({ label, run }) => (
          <WordButton key={label} {...{ label, tabIndex }} onClick={run} />
        ))}
    </>
  )
}
