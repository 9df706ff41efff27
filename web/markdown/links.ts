/** Which addresses a message may lead to, and which host that really is. */

const FOLLOWED: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** Ends of file names that no host has: `node.js` is no address. */
const FILE_ENDS: ReadonlySet<string> = new Set(
  'css csv gif html jpeg jpg js json jsx lock pdf png sql toml ts tsx txt xml yaml yml'.split(' '),
)

const HOST_LIKE = /[\p{L}\p{N}-]+(?:[.。][\p{L}\p{N}-]+)+/gu

/** The address, as a browser would follow it; undefined for any scheme but http, https and mailto. */
export const safeUrl = (href: string): URL | undefined => {
  const url = URL.canParse(href) ? new URL(href) : undefined
  return url !== undefined && FOLLOWED.has(url.protocol) ? url : undefined
}

/** The host, or mail address, to show beside a link whose text could make one believe in another. */
export const hostBeside = (url: URL, text: string): string | undefined => {
  if (url.protocol === 'mailto:')
    return text.includes('@') && !text.includes(url.pathname) ? url.pathname : undefined
  const isHidden = url.username !== '' || (isPunycode(url) && !text.includes(url.hostname))
  const isOther = promisedHosts(text).some((name) => bare(name) !== bare(url.hostname))
  return isHidden || isOther ? url.hostname : undefined
}

/** Of an address its host alone; of a sentence every word that looks like one. */
const promisedHosts = (text: string): readonly string[] => {
  const address = text.includes('://') ? text : `https://${text}`
  if (!/\s/.test(text) && URL.canParse(address)) {
    const { hostname } = new URL(address)
    return hostname.includes('.') && isHostLike(hostname) ? [hostname] : []
  }
  return [...text.matchAll(HOST_LIKE)].map(([name]) => name).filter(isHostLike)
}

const isPunycode = (url: URL): boolean =>
  url.hostname.split('.').some((label) => label.startsWith('xn--'))

const isHostLike = (name: string): boolean => {
  const end = name.split(/[.。]/u).at(-1)?.toLowerCase() ?? ''
  return /^(?:\p{L}{2,}|xn--[a-z\d-]+)$/u.test(end) && !FILE_ENDS.has(end)
}

/** As the address bar would have it: `WWW.Exämple.com` and `xn--exmple-cua.com` are one. */
const bare = (host: string): string => {
  const address = `https://${host}`
  const name = URL.canParse(address) ? new URL(address).hostname : host
  return name.replace(/^www\./, '')
}
