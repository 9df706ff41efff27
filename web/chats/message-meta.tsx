/** The line under a message: when it was written, or how far it has come on its way. */

import { ArrowUp, Check, Clock, TriangleAlert, type LucideIcon } from 'lucide-react'
import { listOutbox } from '../../db/device/outbox.ts'
import { retry } from '../../db/device/park.ts'
import type { MessageView } from '../../db/device/messages.ts'
import { useHome } from '../session/use-home.ts'
import { useEngineStatus, useIsOnline } from '../sync/use-sync-facts.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { clockTime, fullTime } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import { deliveryOf, noteTriedAgain } from './delivery.ts'
import type { MessageState } from './message-state.ts'
import { writeDeps } from './use-write.ts'

interface MessageMetaProps {
  readonly id: string
  readonly message: MessageView
  /** Success is worth a word on the newest message alone. */
  readonly isNewest: boolean
  readonly isTimeShown: boolean
}

const WORDS: Readonly<Record<Exclude<MessageState, 'saved'>, readonly [LucideIcon, string]>> = {
  waiting: [Clock, 'Waiting to send'],
  sending: [ArrowUp, 'Sending…'],
  failed: [TriangleAlert, 'Not sent.'],
  synced: [Check, 'Synced'],
}

export const MessageMeta = (props: MessageMetaProps) => {
  const { identity } = useHome()
  const isOwn = props.message.role === 'user'
  if (identity === null || !isOwn) return <WrittenAt {...props} />
  if (props.message.state === 'synced' && !props.isNewest) return <WrittenAt {...props} />
  return <Delivery {...props} />
}

const WrittenAt = ({ id, message, isTimeShown }: MessageMetaProps) => (
  <p id={id} className={joinClasses('mt-1 px-1 text-mini text-neutral', !isTimeShown && 'sr-only')}>
    <span className="sr-only">{message.role === 'user' ? 'You, ' : 'Assistant, '}</span>
    <time dateTime={new Date(message.timestamp).toISOString()} title={fullTime(message.timestamp)}>
      {clockTime(message.timestamp)}
    </time>
  </p>
)

const Delivery = (props: MessageMetaProps) => {
  const { id, message, isNewest } = props
  const { state: engine } = useEngineStatus()
  const isOnline = useIsOnline()
  const now = useNow(message.state === 'synced' ? 60_000 : 500)
  const state = deliveryOf(message, {
    isPushing: engine.kind === 'pushing',
    isHeldUp: !isOnline || engine.kind === 'waiting' || engine.kind === 'stopped',
    now,
  })
  if (state === 'saved' || (state === 'synced' && !isNewest)) return <WrittenAt {...props} />
  const [Icon, words] = WORDS[state]
  return (
    <p
      id={id}
      data-delivery={state}
      className={joinClasses(
        'mt-1 flex flex-wrap items-center justify-end gap-x-1.5 px-1 text-end text-mini',
        state === 'failed' ? 'text-danger' : 'text-neutral',
      )}
    >
      <span className="sr-only">You, </span>
      {state === 'synced' && (
        <time dateTime={new Date(message.timestamp).toISOString()}>
          {clockTime(message.timestamp)}
        </time>
      )}
      <Icon size={13} strokeWidth={2.4} aria-hidden />
      {words}
      {state === 'failed' && <Refused message={message} />}
    </p>
  )
}

const Refused = ({ message }: { readonly message: MessageView }) => {
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
      <span>{message.fault?.message}</span>
      <button
        type="button"
        onClick={() => void tryAgain()}
        className="-my-3 min-h-11 rounded-full px-3 font-semibold underline underline-offset-2"
      >
        Retry
      </button>
    </>
  )
}
