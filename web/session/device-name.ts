/** A name a person recognises for this browser, such as "Chrome on Android"; pure. */

const first = (agent: string, names: readonly (readonly [RegExp, string])[], otherwise: string) =>
  names.find(([pattern]) => pattern.test(agent))?.[1] ?? otherwise

/** Order matters: nearly every browser also calls itself Safari, and Edge calls itself Chrome. */
const BROWSERS = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const

const SYSTEMS = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
] as const

export const systemName = (agent: string): string => first(agent, SYSTEMS, 'this device')

export const deviceName = (agent: string): string =>
  `${first(agent, BROWSERS, 'Browser')} on ${systemName(agent)}`
