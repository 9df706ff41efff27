/** A question to whoever answers, and how its reply can end. */

import type { AskedMessage } from '../../db/protocol/assistant.ts'
import type { Fault } from '../../db/protocol/fault.ts'

/** `cut`: it is as long as it may be, or was withheld. `lost`: no answer, or one that broke off. */
export type AskEnd =
  | { readonly kind: 'whole' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'lost' }

export interface Question {
  readonly messages: readonly AskedMessage[]
  /** Stops it. */
  readonly signal: AbortSignal
  readonly onModel: (model: string) => void
  readonly onText: (text: string) => void
}
export type Ask = (question: Question) => Promise<AskEnd>
