/** The keyboard shortcuts, to read in peace. */

import { ShortcutList } from '../keys/shortcut-list.tsx'
import { Card } from '../ui/card.tsx'

export const KeysCard = () => (
  <Card id="shortcuts" title="Keyboard shortcuts">
    <div className="text-body">
      <ShortcutList />
    </div>
  </Card>
)
