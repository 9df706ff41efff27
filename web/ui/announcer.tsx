/** The two hidden regions through which the app speaks to screen readers, empty until it does. */

import { placeRegion } from './announce.ts'

export const Announcer = () => (
  <>
    <output
      ref={(element) => placeRegion('polite', element)}
      data-announcer="polite"
      aria-live="polite"
      className="sr-only"
    />
    <div
      ref={(element) => placeRegion('assertive', element)}
      data-announcer="assertive"
      role="alert"
      aria-live="assertive"
      className="sr-only"
    />
  </>
)
