/** Text as chats hold it, prose and code, which compresses about as well as the real thing. */

import type { Chance } from './chance.ts'

/** Frequent words first: the nearer to the beginning, the more often a word is taken. */
const WORDS =
  `the to a of and in is that it you for this with on be as not can if are or an from when but have
  which one will each by at has then so what use there only all more value list function file data
  name time need return same first new should does how after because before would call them code
  other result into just type also number line error set way where change between than while like
  your make table index query user request response server client message state must case test write
  read run order key string check example two still add any every object field work point keep its
  instead without version second return called large small long part path start end page back show
  update delete insert row column build install network device memory cache store thread process
  parse format default option setting limit size length count total average rate cost price plan
  week month year today tomorrow morning evening trip train flight hotel city street kitchen recipe
  water oven butter flour sugar onion garlic pepper minute degree temperature pan heat slowly stir
  letter email reply draft tone polite clear short paragraph sentence summary title chapter author
  history century war treaty island river mountain climate energy light sound wave particle mass
  force equation proof theorem variable constant derivative integral matrix vector graph node edge
  tree leaf root branch merge commit conflict resolve remote local deploy container image volume
  port host domain certificate token session cookie header status redirect timeout retry backoff
  queue worker event listener promise async await callback closure scope module import export
  interface generic union literal narrow compile lint coverage snapshot fixture seed random budget
  salary contract invoice tax deposit account balance interest insurance doctor symptom exercise
  sleep breakfast vegetable protein vitamin garden soil plant season autumn spring winter summer
  music chord melody rhythm piano guitar practice lesson grammar verb noun adjective translate`
    .split(/\s+/)
    .filter((word) => word !== '')

const CODE: readonly ((word: () => string) => string)[] = [
  (word) => `const ${word()} = await ${word()}(${word()}, { ${word()}: true })`,
  (word) => `  if (${word()} === null) return ${word()}`,
  (word) => `export const ${word()} = (${word()}: string): number => ${word()}.length`,
  (word) => `    for (const ${word()} of ${word()}) ${word()}.push(${word()})`,
  (word) => `select ${word()}, count(*) from ${word()} where ${word()} = $1 group by 1`,
  (word) => `def ${word()}(self, ${word()}=None):`,
  (word) => `        self.${word()} = ${word()}.get("${word()}", [])`,
  (word) => `$ npm run ${word()} -- --${word()}`,
]

/** Words made rarer ones by an ending: people use thousands, and so many are not listed here. */
const ENDINGS = ['', '', '', '', '', '', 's', 'ed', 'ing', 'ly', 'er', 'able']

const wordOf = (chance: Chance): string => {
  const at = Math.floor(WORDS.length * chance.next() ** 2.6)
  const word = WORDS[at] ?? 'word'
  return at < 60 ? word : `${word}${ENDINGS[chance.below(ENDINGS.length)] ?? ''}`
}

const sentenceOf = (chance: Chance): string => {
  const length = 5 + chance.below(16)
  const words = Array.from({ length }, () => wordOf(chance))
  if (chance.next() < 0.15) words.push(String(chance.below(2000)))
  const text = words.join(' ')
  const mark = chance.next() < 0.12 ? '?' : '.'
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${mark}`
}

const codeOf = (chance: Chance): string => {
  const length = 2 + chance.below(6)
  const lines = Array.from({ length }, () => {
    const line = CODE[chance.below(CODE.length)]
    return line?.(() => wordOf(chance)) ?? ''
  })
  return `\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`
}

/** Text of just so many characters, all of them ASCII. */
export const chatText = (chance: Chance, length: number): string => {
  let text = sentenceOf(chance)
  while (text.length < length)
    text += chance.next() < 0.08 ? codeOf(chance) : ` ${sentenceOf(chance)}`
  return text.slice(0, length)
}
