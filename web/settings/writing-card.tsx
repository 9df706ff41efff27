/** How messages are written. */

import { Card } from '../ui/card.tsx'
import { Choice } from './choice.tsx'

export const WritingCard = () => (
  <Card id="composer" title="Message box">
    <Choice
      name="enterKey"
      legend="The Enter key"
      hint="On a touch keyboard it always makes a new line. Ctrl or ⌘ with Enter always sends."
      options={[
        { value: 'send', label: 'Sends' },
        { value: 'line', label: 'Makes a new line' },
      ]}
    />
  </Card>
)
