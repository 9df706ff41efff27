/** What can become of a request, and how often. */

import type { FaultCode } from '../../../db/protocol/fault.ts'

/** Answers of a server that did nothing with the request. */
export const REFUSALS = [
  'unavailable',
  'rate_limited',
  'out_of_space',
  'update_required',
  'session_expired',
  'signed_out',
  'user_mismatch',
] as const satisfies readonly FaultCode[]

/**
 * - `lose`: the request. `lose reply`: only its answer. `double`: it arrives a second time, later.
 * - `late`: the sender gives up waiting, and it arrives later all the same. `hold`: its answer is late.
 * - `cut`: half of the answer. `away`: a proxy says that the server is not there; `broken`: it says so
 *   although the server did it. `portal`: a page instead of an answer. `redirect`: to such a page.
 */
const TROUBLES = [
  'lose',
  'lose reply',
  'lose reply',
  'double',
  'double',
  'late',
  'late',
  'hold',
  'hold',
  'cut',
  'away',
  'broken',
  'portal',
  'redirect',
  ...REFUSALS,
] as const

const GOOD = Array.from({ length: 12 }, () => 'pass' as const)

export type Fate = (typeof TROUBLES)[number] | 'pass'

const at = (from: readonly Fate[], chosen: number): Fate => from[chosen % from.length] ?? 'pass'

/** Mostly good. */
export const anyFate = (chosen: number): Fate => at([...TROUBLES, ...GOOD], chosen)

export const badFate = (chosen: number): Fate => at(TROUBLES, chosen)
