/** What sync cannot go on with until the person acts, each with the one thing to do. */

import { useSyncStanding } from '../use-sync-facts.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { needsBeside, type Need } from '../needs.ts'
import { Reload } from '../remedies.tsx'

/** Nothing where nothing is needed. */
export const NeedsCard = () => {
  const { facts, state } = useSyncStanding()
  const needs = needsBeside(facts, state)
  if (needs.length === 0) return null
  return (
    <Card id="needs" title="Needs you">
      <ul className="divide-y divide-line">
        {needs.map((need) => (
          <li key={need.kind} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
            <p className="min-w-0 flex-[1_1_14rem] text-body leading-snug">{need.sentence}</p>
            <Act need={need} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

const Act = ({ need: { href, act } }: { readonly need: Need }) => {
  if (href === 'reload') return <Reload />
  return <ButtonLink href={href}>{act}</ButtonLink>
}
