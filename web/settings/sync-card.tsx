/** How this device syncs. */

import { useHome } from '../session/use-home.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Choice } from './choice.tsx'

export const SyncCard = () => {
  const { identity } = useHome()
  return (
    <Card
      id="sync"
      title="Sync"
      aside={
        identity !== null && (
          <ButtonLink href="/sync" look="quiet">
            Sync centre
          </ButtonLink>
        )
      }
    >
      <Choice
        name="conflicts"
        legend="What was changed in two places"
        hint="Either way the other version stays in the version history."
        options={[
          { value: 'ask', label: 'Ask me' },
          { value: 'newest', label: 'The newest wins' },
        ]}
      />
    </Card>
  )
}
