/** One table says what a key means, on every keyboard. */

import { describe, expect, it } from 'vitest'
import { APP_KEYS, capsOf, LIST_KEYS, shortcutOf, type KeyPress } from '../../web/keys/shortcuts.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})
const CTRL = { ctrlKey: true }
const SHIFT = { shiftKey: true }

describe('a shortcut', () => {
  it.each([
    [press('O', { ...CTRL, ...SHIFT }), 'new-chat'],
    [press('ArrowUp', { altKey: true }), 'previous-chat'],
    [press('ArrowDown', { altKey: true }), 'next-chat'],
    [press('s', CTRL), 'sync-now'],
    [press('F6'), 'next-pane'],
    [press('F6', SHIFT), 'previous-pane'],
    [press('/', CTRL), 'shortcuts'],
    // German: the sign is on the 7.
    [press('/', { ...CTRL, ...SHIFT, code: 'Digit7' }), 'shortcuts'],
    // Russian: the key has no Latin letter.
    [press('ы', { ...CTRL, code: 'KeyS' }), 'sync-now'],
    // Dvorak: what is written counts, not where the key is.
    [press('s', { ...CTRL, code: 'Semicolon' }), 'sync-now'],
    [press('s'), undefined],
    [press('s', { metaKey: true }), undefined],
    [press('s', { ...CTRL, metaKey: true }), undefined],
    [press('S', { ...CTRL, ...SHIFT }), undefined],
    // AltGr of Windows.
    [press('/', { ...CTRL, altKey: true }), undefined],
    [press('ArrowUp'), undefined],
  ])('%o means %s', (pressed, meant) => {
    expect(shortcutOf(APP_KEYS, pressed, false)).toBe(meant)
  })

  it('goes by ⌘ on keyboards of Apple', () => {
    expect(shortcutOf(APP_KEYS, press('s', { metaKey: true }), true)).toBe('sync-now')
    expect(shortcutOf(APP_KEYS, press('s', CTRL), true)).toBeUndefined()
  })

  it('is shown as it stands on the keys', () => {
    expect(capsOf('Mod+Shift+O', false)).toEqual(['Ctrl', 'Shift', 'O'])
    expect(capsOf('Mod+Shift+O', true)).toEqual(['⌘', '⇧', 'O'])
    expect(capsOf('Alt+ArrowUp', false)).toEqual(['Alt', '↑'])
  })

  it('of the list is no single letter or sign, and no key means two things', () => {
    const all = [...APP_KEYS, ...LIST_KEYS].map(({ keys }) => keys)
    expect(new Set(all).size).toBe(all.length)
    for (const keys of all) expect(keys.length).toBeGreaterThan(1)
  })
})
