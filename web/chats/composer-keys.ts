/** What the Enter key means in the composer; pure. */

export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  /** An input method is still putting a word together; its Enter picks that word. */
  readonly isComposing: boolean
}

export interface Keyboard {
  readonly isTouch: boolean
  /** What was chosen in the settings. */
  readonly enterKey: 'send' | 'line'
}

/** On a touch keyboard Enter makes a line, because there is no Shift at hand; elsewhere as was chosen. */
export const isSendKey = (press: KeyPress, { isTouch, enterKey }: Keyboard): boolean => {
  if (press.key !== 'Enter' || press.isComposing || press.shiftKey) return false
  return press.ctrlKey || press.metaKey || (!isTouch && enterKey === 'send')
}
