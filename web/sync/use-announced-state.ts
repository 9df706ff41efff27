/** Tells screen readers of the sync states that matter to somebody who does not look at the pill. */

import { useEffect } from 'react'
import { announce, type Urgency } from '../ui/announce.ts'
import type { PillState } from './pill-state.ts'

/** The others come and go by themselves, and would only interrupt. */
const SPOKEN: Readonly<Partial<Record<PillState['kind'], Urgency>>> = {
  'cannot-save': 'assertive',
  'storage-full': 'polite',
  'update-needed': 'polite',
  'sign-in': 'polite',
  stuck: 'polite',
  conflict: 'polite',
  'cloud-full': 'polite',
  refused: 'polite',
  offline: 'polite',
  unreachable: 'polite',
}

/** Once on entering a state; the sentence of the moment, not its later counts. */
export const useAnnouncedState = (kind: PillState['kind'], sentence: string): void => {
  useEffect(() => {
    const urgency = SPOKEN[kind]
    if (urgency !== undefined) announce(sentence, urgency)
    // oxlint-disable-next-line react/exhaustive-deps
  }, [kind])
}
