/** For when something looks wrong: everything once more from the cloud, or sync begun afresh. */

import { lazy, Suspense, useState, type ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'

/** Seldom opened, so it comes when it is asked for. */
const RepairDialog = lazy(async () => ({
  default: (await import('./repair-dialog.tsx')).RepairDialog,
}))

export const DangerCard = () => {
  const [asked, setAsked] = useState<'repair' | 'reset' | null>(null)
  return (
    <Card id="repair" title="If something looks wrong">
      <div className="divide-y divide-line">
        <Row
          title="Repair"
          text="Gets every chat from the cloud once more and puts it in place of what is here. Unsent changes stay."
        >
          <Button onClick={() => setAsked('repair')}>Repair…</Button>
        </Row>
        <Row
          title="Reset sync on this device"
          text="Begins sync afresh, as a new device. For when a repair did not help."
        >
          <Button className="text-danger!" onClick={() => setAsked('reset')}>
            Reset sync…
          </Button>
        </Row>
      </div>
      <Suspense>
        {asked !== null && <RepairDialog act={asked} onClose={() => setAsked(null)} />}
      </Suspense>
    </Card>
  )
}

interface RowProps {
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}

const Row = ({ title, text, children }: RowProps) => (
  <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
    <div className="min-w-0 flex-[1_1_14rem]">
      <p className="text-body font-medium">{title}</p>
      <p className="text-small leading-snug text-neutral">{text}</p>
    </div>
    {children}
  </div>
)
