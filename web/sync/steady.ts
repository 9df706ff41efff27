/** When a state that comes and goes quickly is shown: a little late, and then for a moment at least; pure. */

const SHOW_AFTER_MS = 400
const SHOW_FOR_MS = 600

/** In how many ms what is shown has to follow what is so; `shownForMs` since the last change. */
export const followIn = (isSo: boolean, shownForMs: number): number =>
  isSo ? SHOW_AFTER_MS : Math.max(0, SHOW_FOR_MS - shownForMs)
