/** What others may learn of whoever reads. */

import { Card } from '../ui/card.tsx'
import { Choice } from './choice.tsx'

export const PrivacyCard = () => (
  <Card id="privacy" title="Privacy">
    <Choice
      name="remoteImages"
      legend="Pictures from other servers"
      hint="A server that a picture comes from learns your network address and when you read."
      options={[
        { value: 'ask', label: 'Load when I ask' },
        { value: 'always', label: 'Always load' },
      ]}
    />
  </Card>
)
