/** Every shortcut with what it does, as the app's own table has them. */

import { capsOf, APP_KEYS, CHAT_KEYS, LIST_KEYS } from './shortcuts.ts'
import { SELECT_KEYS } from './select-keys.ts'
import { usePreference } from '../settings/preferences.ts'
import { isApple } from './is-apple.ts'

/** What the browser and the message box do by themselves. */
const BOX_KEYS = {
  send: [
    { id: 'send', keys: 'Enter', words: 'Send' },
    { id: 'line', keys: 'Shift+Enter', words: 'New line' },
  ],
  line: [
    { id: 'send', keys: 'Mod+Enter', words: 'Send' },
    { id: 'line', keys: 'Enter', words: 'New line' },
  ],
} as const
const CLOSE = { id: 'close', keys: 'Escape', words: 'Close what is open' } as const

const groupsFor = (enterKey: 'send' | 'line') => [
  { name: 'Everywhere', table: [...APP_KEYS, CLOSE] },
  { name: 'In a chat', table: CHAT_KEYS },
  { name: 'In the list of chats', table: [...LIST_KEYS, ...SELECT_KEYS] },
  { name: 'In the message box', table: BOX_KEYS[enterKey] },
]

export const ShortcutList = () => (
  <div className="flex flex-col gap-5">
    {groupsFor(usePreference('enterKey')).map(({ name, table }) => (
      <section key={name} aria-label={name}>
        <h3 className="pb-1 text-caption font-medium text-neutral">{name}</h3>
        <dl className="divide-y divide-line">
          {table.map(({ id, keys, words }) => (
            <div
              key={id}
              className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1.5"
            >
              <dt>{words}</dt>
              <dd className="flex gap-1">
                {capsOf(keys, isApple()).map((cap) => (
                  <kbd
                    key={cap}
                    className="min-w-7 rounded-lg border border-line bg-side px-2 py-0.5 text-center font-sans text-caption text-neutral"
                  >
                    {cap}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    ))}
  </div>
)
