/** What this browser does for sync while the app is closed, in words that promise nothing it does not keep; pure. */

export interface BackgroundAbility {
  /** The browser can wake the app once it has a network again. */
  readonly hasSync: boolean
  /** The browser can wake it now and then. */
  readonly hasPeriodic: boolean
  /** Whether it may, as far as it says: it grants that to installed apps that are used. */
  readonly periodicPermission: 'granted' | 'denied' | 'prompt' | 'unknown'
}

export const sendingWords = ({ hasSync }: BackgroundAbility): string =>
  hasSync
    ? 'Sends what waits, a few times, once there is a network.'
    : 'Not in this browser: what waits is sent when the app is open.'

export const fetchingWords = ({ hasPeriodic, periodicPermission }: BackgroundAbility): string => {
  if (!hasPeriodic) return 'Not in this browser: new chats come when the app is open.'
  return periodicPermission === 'granted'
    ? 'Now and then, when the browser chooses; often twice a day.'
    : 'Not allowed yet: the browser allows it for installed apps that are used.'
}
