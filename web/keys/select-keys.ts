/** The keys that select in the list of chats, while one of them has the focus. Pure. */

export const SELECT_KEYS = [
  { id: 'toggle', keys: 'Space', words: 'Select, or no longer' },
  { id: 'up', keys: 'Shift+ArrowUp', words: 'Select up to the chat above' },
  { id: 'down', keys: 'Shift+ArrowDown', words: 'Select down to the chat below' },
  { id: 'all', keys: 'Mod+A', words: 'Select all' },
  { id: 'none', keys: 'Escape', words: 'Select none' },
] as const
