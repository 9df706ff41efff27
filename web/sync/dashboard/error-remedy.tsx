/** The one thing to do about a type of error, and its details for whoever can do more. */

import { Copy } from 'lucide-react'
import { useHome } from '../../session/use-home.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { copyText } from '../copy-text.ts'
import type { Remedy } from '../error-words.ts'
import { Reload } from '../remedies.tsx'

interface ErrorRemedyProps {
  readonly remedy: Remedy
  readonly details: string | null
}

const LINKS: Readonly<Partial<Record<Remedy, readonly [href: string, words: string]>>> = {
  'sign-in': ['/sign-in', 'Sign in'],
  review: ['/sync#outbox', 'Review'],
  storage: ['/sync#storage', 'See storage'],
}

export const ErrorRemedy = ({ remedy, details }: ErrorRemedyProps) => {
  const { sync } = useHome()
  const link = LINKS[remedy]
  return (
    <div className="flex flex-wrap gap-2">
      {link !== undefined && <ButtonLink href={link[0]}>{link[1]}</ButtonLink>}
      {(remedy === 'wait' || remedy === 'try') && (
        <Button onClick={() => sync?.wake('person')}>Try now</Button>
      )}
      {remedy === 'reload' && <Reload />}
      {details !== null && (
        <Button onClick={() => void copyText(details, 'Details')}>
          <Copy size={17} aria-hidden /> Copy details
        </Button>
      )}
    </div>
  )
}
