/** How long to wait before the next try: full jitter, and never less than the server asked for; pure. */

export const SHORTEST_WAIT_MS = 1000
export const LONGEST_WAIT_MS = 5 * 60 * 1000
/** A database that did not answer may answer soon, and nothing tells when. */
export const LOST_WAIT_MS = 10_000
/** The longest that a server's own wish is obeyed for; it may have been meant for someone else. */
export const LONGEST_ASKED_WAIT_MS = 60 * 60 * 1000

/** A server that says when to come again is there: waits stay near what it asked for. */
const ASKED_TIMES = 8

/** `failures`: tries failed in a row, this one included. `chance`: at least 0, below 1. */
export const waitAfter = (failures: number, chance: number, retryAfterMs = 0): number => {
  const longest =
    retryAfterMs > 0 ? ASKED_TIMES * Math.max(SHORTEST_WAIT_MS, retryAfterMs) : LONGEST_WAIT_MS
  const ceiling = Math.min(LONGEST_WAIT_MS, longest, SHORTEST_WAIT_MS * 2 ** failures)
  const jittered = SHORTEST_WAIT_MS + chance * (ceiling - SHORTEST_WAIT_MS)
  return Math.max(Math.round(jittered), Math.min(retryAfterMs, LONGEST_ASKED_WAIT_MS))
}
