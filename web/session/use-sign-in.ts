/** Tries credentials, says in words why they were not taken, and leaves for the app when they were. */

import { useCallback, useState } from 'react'
import { FAULTS } from '../../db/protocol/fault.ts'
import { askClerkToSignOut } from './clerk-sign-out.ts'
import { signIn, type Credentials, type SignInOutcome } from './exchange.ts'
import { noteSignedIn } from './just-signed-in.ts'

/** True: the person is signed in, and this document is about to end. */
export type Enter = (credentials: Credentials) => Promise<boolean>

type Failure = Exclude<SignInOutcome, { kind: 'signed-in' }>

const problemOf = (outcome: Failure, { authorization }: Credentials): string => {
  if (outcome.kind === 'unreachable') return 'The server cannot be reached. Try again in a moment.'
  const { code, message } = outcome.fault
  if (code !== 'signed_out') return message
  return authorization.startsWith('Pair ')
    ? 'This code was used already or is too old. Ask for a new one.'
    : 'The server did not accept this sign-in.'
}

export const useSignIn = () => {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const enter: Enter = useCallback(async (credentials) => {
    setIsBusy(true)
    setProblem(null)
    const outcome = await signIn(credentials)
    if (outcome.kind === 'signed-in') {
      noteSignedIn()
      // Nothing that this document loaded outlives it, and Back does not lead here again.
      location.replace('/')
      return true
    }
    setIsBusy(false)
    setProblem(problemOf(outcome, credentials))
    // Whom the server does not take must be able to come as somebody else.
    if (outcome.kind === 'refused' && FAULTS[outcome.fault.code].remedy === 'sign-in')
      askClerkToSignOut()
    return false
  }, [])
  return { isBusy, problem, enter }
}
