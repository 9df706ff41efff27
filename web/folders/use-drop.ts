/** A place that carried chats can be dropped on. */

import { useState, type DragEvent } from 'react'
import { isIdText } from '../../db/protocol/make-id.ts'
import { selectThese } from '../chats/selected.ts'
import { useChatActs } from '../chats/use-chat-acts.ts'
import type { Deed } from './deed-words.ts'
import { carriedChats, dropCarried } from './drag.ts'

export const useDrop = (deed: Deed) => {
  const [isOver, setIsOver] = useState(false)
  const { setAll } = useChatActs()
  const onDragOver = (event: DragEvent) => {
    if (carriedChats().length === 0) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    setIsOver(true)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const chatIds = carriedChats().filter(isIdText)
    dropCarried()
    void setAll(chatIds, deed)
    selectThese()
  }
  const onDragLeave = ({ currentTarget, relatedTarget }: DragEvent) => {
    if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setIsOver(false)
  }
  return { isOver, handlers: { onDragOver, onDrop, onDragLeave } }
}
