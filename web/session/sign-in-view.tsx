/** Signing in: with the code of a link, or with Clerk where the server is set up for it. */

import { Suspense, lazy, useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../ui/button.tsx'
import { showToast } from '../ui/toasts.ts'
import { ViewHeader } from '../ui/view-header.tsx'
import { CodeForm } from './code-form.tsx'
import { readConfig, signIn, type SignInOutcome } from './exchange.ts'

const ClerkHost = lazy(async () => ({ default: (await import('./clerk-host.tsx')).ClerkHost }))

type Way =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'local' }
  | { readonly kind: 'clerk'; readonly publishableKey: string }

/** A code works once, so it is taken out of the address before it is tried. */
const takeCode = (): string | null => {
  const code = new URLSearchParams(location.hash.slice(1)).get('code')
  if (code !== null) history.replaceState(history.state, '', '/sign-in')
  return code
}

const askWay = async (): Promise<Way> => {
  const answer = await readConfig()
  if (answer.kind !== 'ok') return { kind: 'unreachable' }
  const { auth, clerkPublishableKey } = answer.value
  return auth === 'clerk' && clerkPublishableKey !== undefined
    ? { kind: 'clerk', publishableKey: clerkPublishableKey }
    : { kind: 'local' }
}

export const SignInView = () => {
  const [way, setWay] = useState<Way>({ kind: 'asking' })
  const { problem, isBusy, enter } = useSignIn()
  const hasLooked = useRef(false)
  const ask = useCallback(async () => {
    setWay({ kind: 'asking' })
    setWay(await askWay())
  }, [])
  useEffect(() => {
    if (hasLooked.current) return
    hasLooked.current = true
    const code = takeCode()
    if (code !== null) void enter(`Pair ${code}`)
    void ask()
  }, [ask, enter])
  return (
    <>
      <ViewHeader title="Sign in" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-md flex-col gap-5 px-5 py-8">
          <p className="leading-relaxed text-neutral">
            Signing in keeps your chats in step on all your devices. What you wrote here stays, and
            you choose whether it comes along.
          </p>
          {isBusy && <output className="font-medium">Signing in…</output>}
          {problem !== null && (
            <p role="alert" className="rounded-2xl bg-chip p-4 text-danger">
              {problem}
            </p>
          )}
          {way.kind === 'unreachable' && <Unreachable onRetry={() => void ask()} />}
          {way.kind === 'local' && !isBusy && (
            <CodeForm onCode={(code) => void enter(`Pair ${code}`)} />
          )}
          {way.kind === 'clerk' && (
            <Suspense>
              <ClerkHost
                publishableKey={way.publishableKey}
                onToken={(token, name) => enter(`Bearer ${token}`, name)}
              />
            </Suspense>
          )}
        </div>
      </div>
    </>
  )
}

const Unreachable = ({ onRetry }: { readonly onRetry: () => void }) => (
  <div className="flex flex-col items-start gap-4 rounded-2xl bg-chip p-5">
    <p>
      The server cannot be reached now. Everything else works: write on, and sign in when you are
      back online.
    </p>
    <Button look="primary" onClick={onRetry}>
      Try again
    </Button>
  </div>
)

const problemOf = (outcome: Exclude<SignInOutcome, { kind: 'signed-in' }>): string => {
  if (outcome.kind === 'unreachable') return 'The server cannot be reached. Try again in a moment.'
  return outcome.fault.code === 'signed_out'
    ? 'This code was used already or is too old. Ask for a new one.'
    : outcome.fault.message
}

const useSignIn = () => {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [, navigate] = useLocation()
  const enter = useCallback(
    async (authorization: string, name?: string): Promise<boolean> => {
      setIsBusy(true)
      setProblem(null)
      const outcome = await signIn(authorization, name)
      setIsBusy(false)
      if (outcome.kind !== 'signed-in') {
        setProblem(problemOf(outcome))
        return false
      }
      showToast({ id: 'session', text: 'Signed in. Sync has begun.', durationMs: 5000 })
      navigate('/')
      return true
    },
    [navigate],
  )
  return { isBusy, problem, enter }
}
