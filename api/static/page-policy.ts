/** What the app's page may load, run and ask: one table, for the header and for the page itself. */

/**
 * A script, style or frame of anybody else does not load, and no text becomes a script or a page: no
 * sink takes a string, and the one policy that there may be makes the addresses of our workers alone. A
 * picture in a message may come from any host over HTTPS: it is asked for when the person wants it.
 */
const PAGE: Readonly<Record<string, string>> = {
  'default-src': `'none'`,
  'script-src': `'self'`,
  'style-src': `'self'`,
  'img-src': `'self' blob: https:`,
  'font-src': `'self'`,
  'connect-src': `'self'`,
  'worker-src': `'self'`,
  'manifest-src': `'self'`,
  'object-src': `'none'`,
  'base-uri': `'none'`,
  'form-action': `'self'`,
  'require-trusted-types-for': `'script'`,
  'trusted-types': 'chat-sync',
}

/** The header's: `own` is named for browsers whose `'self'` has no WebSockets in it. */
export const pageHeaderPolicy = (own: string): string =>
  join({
    ...PAGE,
    'connect-src': `'self' ${own.replace('http', 'ws')}`,
    'frame-ancestors': `'none'`,
  })

/**
 * The same within the page, because a header is not enough: an installed app opens the page as it was
 * stored, with the header it had then, until the page's own bytes change. The build knows no origin; what
 * cannot stand in a page is who may frame it.
 */
export const pageMetaPolicy = (): string => join(PAGE)

/** The worker asks this server, and never makes code of anything. */
export const workerPolicy = (): string => join({ ...NOTHING, 'connect-src': `'self'`, ...NO_CODE })

/** The worker that searches has everything it needs: it asks nobody. */
export const searchPolicy = (): string => join({ ...NOTHING, ...NO_CODE })

const NOTHING = { 'default-src': `'none'` }
const NO_CODE = {
  'require-trusted-types-for': `'script'`,
  'trusted-types': `'none'`,
}

/** Powers of a browser that no page here asks for; copying, sharing and passkeys stay. */
const UNUSED = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]

export const permissionsPolicy = (): string => UNUSED.map((name) => `${name}=()`).join(', ')

const join = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
