/** Signing in with Clerk: its form until somebody is signed in, and what is said where it does not come. */

import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { clerkHasSignedOut, isClerkToSignOut } from './clerk-sign-out.ts'
import { loadClerk } from './clerk.ts'
import type { Enter } from './use-sign-in.ts'

interface ClerkPanelProps {
  readonly publishableKey: string
  readonly onToken: Enter
}

type Step = 'loading' | 'asking' | 'entering' | 'failed'

interface Walk extends ClerkPanelProps {
  readonly element: HTMLElement
  readonly onStep: (step: Step) => void
}

const walk = async ({ publishableKey, onToken, element, onStep }: Walk): Promise<void> => {
  const clerk = await loadClerk(publishableKey)
  if (isClerkToSignOut()) {
    await clerk.signOut()
    clerkHasSignedOut()
  }
  if (clerk.session() === null) {
    await clerk.showForm(element)
    onStep('asking')
  }
  const { userId, displayName, getToken } = await clerk.signedIn()
  onStep('entering')
  const authorization = `Bearer ${await getToken()}`
  if (!(await onToken({ authorization, userId, displayName }))) onStep('failed')
}

export const ClerkPanel = ({ publishableKey, onToken }: ClerkPanelProps) => {
  const form = useRef<HTMLDivElement>(null)
  const hasBegun = useRef(false)
  const [step, setStep] = useState<Step>('loading')
  useEffect(() => {
    const element = form.current
    if (element === null || hasBegun.current) return
    hasBegun.current = true
    // Whatever went wrong, the remedy is the same: this document anew, for Clerk keeps its failed self.
    walk({ publishableKey, onToken, element, onStep: setStep }).catch(() => setStep('failed'))
  }, [onToken, publishableKey])
  return (
    <>
      {step === 'loading' && <output className="text-center text-neutral">One moment…</output>}
      {step === 'failed' && <Failed />}
      <div ref={form} hidden={step !== 'asking'} />
    </>
  )
}

const Failed = () => (
  <div role="alert" className="flex flex-col items-start gap-4 rounded-2xl bg-chip p-5">
    <p>
      Signing in did not work: the sign-in service did not answer as it should. Your chats stay here
      in any case, and you can go on writing.
    </p>
    <Button look="primary" onClick={() => location.reload()}>
      Try again
    </Button>
  </div>
)
