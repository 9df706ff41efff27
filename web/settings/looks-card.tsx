/** How the app looks on this device. */

import { Monitor, Moon, Sun } from 'lucide-react'
import { Card } from '../ui/card.tsx'
import { Choice } from './choice.tsx'

export const LooksCard = () => (
  <Card id="appearance" title="Appearance">
    <Choice
      name="theme"
      legend="Colours"
      options={[
        { value: 'system', label: 'System', Icon: Monitor },
        { value: 'light', label: 'Light', Icon: Sun },
        { value: 'dark', label: 'Dark', Icon: Moon },
      ]}
    />
    <Choice
      name="textSize"
      legend="Text size"
      options={[
        { value: '87', label: '87%' },
        { value: '100', label: '100%' },
        { value: '112', label: '112%' },
        { value: '125', label: '125%' },
        { value: '150', label: '150%' },
      ]}
    />
    <Choice
      name="density"
      legend="List of chats"
      options={[
        { value: 'comfortable', label: 'Comfortable' },
        { value: 'compact', label: 'Compact' },
      ]}
    />
    <Choice
      name="codeLines"
      legend="Long lines of code"
      hint="Each block of code has a button for it as well."
      options={[
        { value: 'scroll', label: 'Scroll' },
        { value: 'wrap', label: 'Wrap' },
      ]}
    />
    <Choice
      name="motion"
      legend="Motion"
      options={[
        { value: 'system', label: 'As the system' },
        { value: 'reduced', label: 'Reduced' },
      ]}
    />
  </Card>
)
