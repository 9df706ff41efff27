/** What a person chose holds at once, in every tab, and whatever the browser keeps. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const shelf = new Map<string, string>()
const tabs = new EventTarget()

const storage = {
  getItem: (key: string) => shelf.get(key) ?? null,
  setItem: (key: string, value: string) => void shelf.set(key, value),
}

/** A page that was opened anew. */
const openPage = async () => {
  vi.resetModules()
  return import('../../web/settings/preferences.ts')
}

const chosenInOtherTab = (key: string | null, newValue: string | null) =>
  tabs.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }))

beforeEach(() => {
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('window', tabs)
})
afterEach(() => {
  shelf.clear()
  vi.unstubAllGlobals()
})

describe('a preference', () => {
  it('is the first of its choices until somebody chooses', async () => {
    const { CHOICES, readPreference } = await openPage()
    expect(readPreference('theme')).toBe(CHOICES.theme[0])
    expect(readPreference('textSize')).toBe('100')
  })

  it('holds at once, and after the page was opened again', async () => {
    const first = await openPage()
    const heard = vi.fn<() => void>()
    first.watchPreferences(heard)
    first.choosePreference('density', 'compact')
    expect(heard).toHaveBeenCalledOnce()
    expect(first.readPreference('density')).toBe('compact')
    expect((await openPage()).readPreference('density')).toBe('compact')
  })

  it('is heard of from another tab', async () => {
    const { readPreference, watchPreferences } = await openPage()
    const heard = vi.fn<() => void>()
    const stop = watchPreferences(heard)
    expect(readPreference('theme')).toBe('system')
    chosenInOtherTab('theme', 'dark')
    chosenInOtherTab('draft of something else', 'dark')
    expect(heard).toHaveBeenCalledOnce()
    expect(readPreference('theme')).toBe('dark')
    shelf.clear()
    chosenInOtherTab(null, null)
    expect(readPreference('theme')).toBe('system')
    stop()
    chosenInOtherTab('theme', 'light')
    expect(heard).toHaveBeenCalledTimes(2)
  })

  it('that no app knows is as if nobody had chosen', async () => {
    shelf.set('textSize', '9000')
    expect((await openPage()).readPreference('textSize')).toBe('100')
  })

  it('holds until the page is closed where the browser keeps nothing', async () => {
    const refuse = () => {
      throw new DOMException('forbidden', 'SecurityError')
    }
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse })
    const { choosePreference, readPreference } = await openPage()
    expect(readPreference('enterKey')).toBe('send')
    choosePreference('enterKey', 'line')
    expect(readPreference('enterKey')).toBe('line')
  })
})
