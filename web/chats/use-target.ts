/** The message that an address points to: gone to once, and marked for a moment. */

import { useEffect, useRef, useState } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import { atMessage, indexOfMessage, type Opening } from './feed-place.ts'

interface TargetProps {
  readonly messages: readonly MessageView[]
  readonly targetId: string | undefined
  readonly goTo: (opening: Opening) => void
}

const MARKED_FOR_MS = 2000

export const useTarget = ({ messages, targetId, goTo }: TargetProps) => {
  const at = indexOfMessage(messages, targetId)
  const reached = useRef<string>(undefined)
  useEffect(() => {
    // Once: where messages before it come or go, the reader is somewhere else by then.
    if (at < 0 || reached.current === targetId) return
    reached.current = targetId
    goTo(atMessage(at))
  }, [at, goTo, targetId])
  const isMarked = useMarkFor(at < 0 ? undefined : targetId)
  return (message: MessageView): boolean => isMarked && message.id === targetId
}

const useMarkFor = (targetId: string | undefined): boolean => {
  const [faded, setFaded] = useState<string | undefined>(undefined)
  useEffect(() => {
    const timer = setTimeout(() => setFaded(targetId), MARKED_FOR_MS)
    return () => clearTimeout(timer)
  }, [targetId])
  return targetId !== undefined && faded !== targetId
}
