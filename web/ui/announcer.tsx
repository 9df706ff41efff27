/** The two hidden regions through which the app speaks to screen readers. */

import { placeRegion } from './announce.ts'

export const Announcer = () => (
  <>
    <output
      ref={(element) => placeRegion('polite', element)}
      aria-live="polite"
      className="sr-only"
    />
    <div
      ref={(element) => placeRegion('assertive', element)}
      role="alert"
      aria-live="assertive"
      className="sr-only"
    />
  </>
)
