/** An address that no view has. */

import { ButtonLink } from './button.tsx'
import { ViewHeader } from './view-header.tsx'

export const NotFound = () => (
  <>
    <ViewHeader title="There is nothing here" />
    <div className="flex flex-1 flex-col items-center justify-center gap-4 px-8 pb-16 text-center text-neutral">
      <p>The address may be mistyped, or from another version of the app.</p>
      <ButtonLink href="/" look="primary">
        Go to chats
      </ButtonLink>
    </div>
  </>
)
