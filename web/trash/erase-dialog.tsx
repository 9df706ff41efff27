/** Asks before something is erased that cannot be brought back. */

import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

interface EraseDialogProps {
  /** The chat's name in quotation marks, or how many there are. */
  readonly what: string
  readonly onErase: () => void
  readonly onClose: () => void
}

export const EraseDialog = ({ what, onErase, onClose }: EraseDialogProps) => (
  <Dialog
    title={<bdi>Erase {what}?</bdi>}
    onClose={onClose}
    actions={
      <>
        <Button data-first onClick={onClose}>
          Keep
        </Button>
        <Button look="danger" onClick={onErase}>
          Erase for good
        </Button>
      </>
    }
  >
    <p>All messages in it go, here and on your other devices. This cannot be undone.</p>
  </Dialog>
)
