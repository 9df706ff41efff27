/** What the Enter key means in the composer; pure. */

export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  /** An input method is still putting a word together; its Enter picks that word. */
  readonly isComposing: boolean
}

/** On a touch keyboard Enter makes a line, because there is no Shift at hand; elsewhere it sends. */
export const isSendKey = (press: KeyPress, isTouch: boolean): boolean => {
  if (press.key !== 'Enter' || press.isComposing || press.shiftKey) return false
  return press.ctrlKey || press.metaKey || !isTouch
}
