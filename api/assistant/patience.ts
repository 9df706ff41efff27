/** How long we wait for whoever answers: not for long in silence, and not for ever. */

export interface Patience {
  /** Before the first byte, and between any two. */
  readonly silenceMs: number
  readonly wholeMs: number
}

export const PATIENCE: Patience = { silenceMs: 60_000, wholeMs: 15 * 60_000 }

export interface Wait {
  /** Aborted when patience is over, or when nobody waits any more. */
  readonly signal: AbortSignal
  readonly isOver: () => boolean
  /** Starts the silence anew with every piece. */
  readonly hear: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
  readonly stop: () => void
}

export const beginWait = (asked: AbortSignal, patience: Patience): Wait => {
  const over = new AbortController()
  const giveUp = () => over.abort()
  const silence = setTimeout(giveUp, patience.silenceMs).unref()
  const whole = setTimeout(giveUp, patience.wholeMs).unref()
  async function* hear(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      silence.refresh()
      yield chunk
    }
  }
  return {
    signal: AbortSignal.any([asked, over.signal]),
    isOver: () => over.signal.aborted,
    hear,
    stop: () => {
      clearTimeout(silence)
      clearTimeout(whole)
    },
  }
}
