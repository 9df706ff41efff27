/** What this app is, and which version of it. */

import { Card } from '../ui/card.tsx'
import { APP_VERSION } from '../version.ts'

export const AboutCard = () => (
  <Card id="about" title="About">
    <div className="flex items-center gap-4">
      <img src="/icons/icon.svg" alt="" width={44} height={44} className="size-11 shrink-0" />
      <p className="text-body">
        <span className="block font-medium">Chat Sync {APP_VERSION}</span>
        <span className="text-neutral">
          Your chats on every device, always at hand, with or without a network.
        </span>
      </p>
    </div>
  </Card>
)
