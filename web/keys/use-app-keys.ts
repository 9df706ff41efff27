/** Acts on the shortcuts that hold everywhere. */

import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import type { ChatDatabase } from '../../db/device/database.ts'
import { readIds } from '../chats/chat-order.ts'
import { listAddress } from '../folders/list-address.ts'
import type { Home } from '../session/home.ts'
import { useHome } from '../session/use-home.ts'
import { showToast } from '../ui/toasts.ts'
import { isApple } from './is-apple.ts'
import { goToPane } from './panes.ts'
import { APP_KEYS, shortcutOf, type AppKey } from './shortcuts.ts'

/** The chat before or after this one in the list; the first where none is open. */
const chatBeside = async (
  database: ChatDatabase,
  chatId: string | undefined,
  step: 1 | -1,
): Promise<string | undefined> => {
  const ids = await readIds(database, listAddress())
  const at = chatId === undefined ? -1 : ids.indexOf(chatId)
  return at < 0 ? ids[0] : ids[at + step]
}

const syncNow = async (home: Home): Promise<void> => {
  if (home.sync !== null) {
    await (await import('../sync/by-hand.ts')).syncByHand(home)
    return
  }
  showToast({
    id: 'sync-now',
    text: 'Nobody is signed in. Your chats are saved on this device.',
    durationMs: 6000,
  })
}

/** A dialog has keys of its own, and an input method may still be putting a word together. */
const isElsewhere = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  event.isComposing ||
  event.repeat ||
  document.querySelector('dialog[open]') !== null

type Acts = Readonly<Record<AppKey, () => void>>

/** Gives what the keys do, for whatever else does the same. */
export const useAppKeys = (show: Pick<Acts, 'palette' | 'shortcuts'>): Acts => {
  const home = useHome()
  const [path, navigate] = useLocation()
  const goBeside = async (step: 1 | -1) => {
    const [, openId] = /^\/c\/([^/]+)/.exec(path) ?? []
    const next = await chatBeside(home.database, openId, step)
    if (next !== undefined) navigate(`/c/${next}`)
  }
  const acts: Acts = {
    'new-chat': () => navigate('/new'),
    'previous-chat': () => void goBeside(-1),
    'next-chat': () => void goBeside(1),
    'sync-now': () => void syncNow(home),
    'next-pane': () => goToPane(1),
    'previous-pane': () => goToPane(-1),
    ...show,
  }
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isElsewhere(event)) return
      const key = shortcutOf(APP_KEYS, event, isApple())
      if (key === undefined) return
      event.preventDefault()
      latest.current[key]()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return acts
}
