/** The shared text that comes in the address, because the worker could not store it. */

import { useEffect, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import { saveDraft, SHARED_DRAFT_ID } from '../../db/device/drafts.ts'
import { useHome } from '../session/use-home.ts'

/** Stored here where that works, and taken out of the address. */
export const useTextOfAddress = (): void => {
  const { database } = useHome()
  const [, navigate] = useLocation()
  const given = new URLSearchParams(useSearch()).get('text')
  const taken = useRef<string>(undefined)
  useEffect(() => {
    if (given === null || given === taken.current) return
    taken.current = given
    const draft = { id: SHARED_DRAFT_ID, chatId: null, kind: 'typed', text: given } as const
    void saveDraft(database, { ...draft, updatedAt: Date.now() }).then(() =>
      navigate('/share', { replace: true }),
    )
  }, [database, given, navigate])
}
