/** Every key the app listens to, in one table: for what acts on them and for the list of them. Pure. */

interface Shortcut<Id extends string = string> {
  readonly id: Id
  /** `Mod` is ⌘ on Apple's keyboards and Ctrl on others. */
  readonly keys: string
  readonly words: string
}

/** Everywhere but in dialogs. */
export const APP_KEYS = [
  { id: 'new-chat', keys: 'Mod+Shift+O', words: 'New chat' },
  { id: 'palette', keys: 'Mod+K', words: 'Go to a chat, or do something' },
  { id: 'previous-chat', keys: 'Alt+ArrowUp', words: 'Previous chat' },
  { id: 'next-chat', keys: 'Alt+ArrowDown', words: 'Next chat' },
  { id: 'sync-now', keys: 'Mod+S', words: 'Sync now' },
  { id: 'next-pane', keys: 'F6', words: 'Go to the next part of the window' },
  { id: 'previous-pane', keys: 'Shift+F6', words: 'Go to the part before' },
  { id: 'shortcuts', keys: 'Mod+/', words: 'Show keyboard shortcuts' },
] as const satisfies readonly Shortcut[]

export type AppKey = (typeof APP_KEYS)[number]['id']

/** While a chat is open. */
export const CHAT_KEYS = [
  { id: 'find', keys: 'Mod+F', words: 'Find in this chat; again: of the browser' },
  { id: 'last-reply', keys: 'Alt+R', words: 'Go to the last reply' },
  { id: 'stop', keys: 'Escape', words: 'Stop the reply' },
] as const satisfies readonly Shortcut[]

/** While a chat of the list has the focus. */
export const LIST_KEYS = [
  { id: 'up', keys: 'ArrowUp', words: 'Chat above' },
  { id: 'down', keys: 'ArrowDown', words: 'Chat below' },
  { id: 'page-up', keys: 'PageUp', words: 'A page up' },
  { id: 'page-down', keys: 'PageDown', words: 'A page down' },
  { id: 'first', keys: 'Home', words: 'First chat' },
  { id: 'last', keys: 'End', words: 'Last chat' },
  { id: 'rename', keys: 'F2', words: 'Rename' },
  { id: 'delete', keys: 'Delete', words: 'Delete' },
  { id: 'menu', keys: 'Shift+F10', words: 'Show what can be done with it' },
] as const satisfies readonly Shortcut[]

export interface KeyPress {
  readonly key: string
  /** Which key it is, whatever the layout writes with it. */
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** The letter of the layout, or of the key's place where the layout has no Latin letter on it. */
const nameOf = ({ key, code }: KeyPress): string => {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  if (key === ' ') return 'Space'
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? []
  return letter ?? key
}

const isPress = (keys: string, press: KeyPress, isApple: boolean): boolean => {
  const parts = keys.split('+')
  const name = parts.at(-1)
  const has = (part: string) => parts.includes(part)
  const [mod, other] = isApple ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey]
  // Where a sign is written with Shift, that is the layout's matter.
  const isShiftRight = name === '/' || press.shiftKey === has('Shift')
  return (
    nameOf(press) === name &&
    mod === has('Mod') &&
    !other &&
    press.altKey === has('Alt') &&
    isShiftRight
  )
}

/** What a key means by a table. */
export const shortcutOf = <Id extends string>(
  table: readonly Shortcut<Id>[],
  press: KeyPress,
  isApple: boolean,
): Id | undefined => table.find(({ keys }) => isPress(keys, press, isApple))?.id

const CAPS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
}
const APPLE_CAPS: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }
const OTHER_CAPS: Readonly<Record<string, string>> = { Mod: 'Ctrl' }

/** What is printed on the keys that are pressed together. */
export const capsOf = (keys: string, isApple: boolean): readonly string[] =>
  keys.split('+').map((key) => CAPS[key] ?? (isApple ? APPLE_CAPS[key] : OTHER_CAPS[key]) ?? key)
