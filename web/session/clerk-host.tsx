/** Clerk, for as long as signing in takes: the only file that knows it, loaded when it is needed. */

import { ClerkProvider, SignIn, useAuth, useUser } from '@clerk/clerk-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CLERK_SIGN_OUT } from './leave.ts'

interface ClerkHostProps {
  readonly publishableKey: string
  /** Exchanges the token; true when that signed the person in, after which this is unmounted. */
  readonly onToken: (token: string, displayName?: string) => Promise<boolean>
}

const LOAD_TIMEOUT_MS = 15_000
const CALL_TIMEOUT_MS = 10_000
/** Clerk keeps its old, failed self unless it was gone for a moment. */
const REMOUNT_AFTER_MS = 50

/** Clerk's promises may never settle without a network; null stands for those. */
const within = <T,>(promise: Promise<T>): Promise<T | null> =>
  Promise.race([
    promise,
    new Promise<null>((resolve) => setTimeout(() => resolve(null), CALL_TIMEOUT_MS)),
  ])

export const ClerkHost = ({ publishableKey, onToken }: ClerkHostProps) => {
  const [isMounted, setIsMounted] = useState(true)
  useEffect(() => {
    if (isMounted) return
    const timer = setTimeout(() => setIsMounted(true), REMOUNT_AFTER_MS)
    return () => clearTimeout(timer)
  }, [isMounted])
  if (!isMounted) return null
  return (
    <ClerkProvider
      publishableKey={publishableKey}
      signInFallbackRedirectUrl="/sign-in"
      signUpFallbackRedirectUrl="/sign-in"
    >
      <ClerkSignIn onToken={onToken} onRetry={() => setIsMounted(false)} />
    </ClerkProvider>
  )
}

interface ClerkSignInProps extends Pick<ClerkHostProps, 'onToken'> {
  readonly onRetry: () => void
}

const ClerkSignIn = ({ onToken, onRetry }: ClerkSignInProps) => {
  const { isLoaded, isSignedIn } = useAuth()
  const isLate = useIsLate(isLoaded)
  const hasFailed = useExchange(onToken)
  if (isLate || hasFailed)
    return (
      <div className="flex flex-col items-start gap-4 rounded-2xl bg-chip p-5">
        <p>Signing in did not work. Your chats stay here in any case.</p>
        <Button look="primary" onClick={onRetry}>
          Try again
        </Button>
      </div>
    )
  if (!isLoaded || isSignedIn) return <output className="text-neutral">One moment…</output>
  return <SignIn routing="hash" />
}

const useIsLate = (isLoaded: boolean): boolean => {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    if (isLoaded) return
    const timer = setTimeout(() => setIsLate(true), LOAD_TIMEOUT_MS)
    return () => clearTimeout(timer)
  }, [isLoaded])
  return isLate && !isLoaded
}

/** Once somebody is signed in with Clerk, their token is exchanged, once. True when that failed. */
const useExchange = (onToken: ClerkHostProps['onToken']): boolean => {
  const { isSignedIn, getToken, signOut } = useAuth()
  const { user } = useUser()
  const [hasFailed, setHasFailed] = useState(false)
  const hasBegun = useRef(false)
  const name = user?.primaryEmailAddress?.emailAddress ?? user?.fullName ?? undefined

  const exchange = useCallback(async () => {
    if (localStorage.getItem(CLERK_SIGN_OUT) !== null) {
      await within(signOut())
      localStorage.removeItem(CLERK_SIGN_OUT)
      return
    }
    const token = await within(getToken())
    setHasFailed(token === null || !(await onToken(token, name)))
  }, [getToken, name, onToken, signOut])

  useEffect(() => {
    if (isSignedIn !== true || hasBegun.current) return
    hasBegun.current = true
    void exchange()
  }, [exchange, isSignedIn])
  return hasFailed
}
