/** What a person may write while offline: fifty messages in five chats, in every kind of text. */

const PASTE_BYTES = 200 * 1024

const CODE = 'const sum = (a, b) => {\n\treturn a + b // `tabs`, "quotes" and <tags>\n}'
const ARABIC = 'مرحبا بالعالم، هذا اختبار 123 للكتابة من اليمين إلى اليسار'
const HEBREW = 'שלום עולם (בדיקה)'
const EMOJI = '👩🏽‍🚀👨‍👩‍👧‍👦 🇪🇺 ok ✅ é vs é'

const paste = (): string => {
  const line = 'One line of a long text that somebody pasted, with ümläuts and “quotes”.\n'
  return `pasted ${line.repeat(Math.ceil(PASTE_BYTES / line.length))}`.slice(0, PASTE_BYTES).trim()
}

const KINDS: readonly ((at: number) => string)[] = [
  (at) => `plain words, number ${at}`,
  (at) => `${EMOJI} number ${at}`,
  (at) => `${ARABIC} ${at}`,
  (at) => `${HEBREW} ${at}`,
  (at) => `${CODE} // ${at}`,
]

export const CHATS = 5
export const MESSAGES = 50

/** The texts of one of the five chats, ten each; the last chat has the long paste. */
export const burstOf = (chat: number): readonly string[] =>
  Array.from({ length: MESSAGES / CHATS }, (_, at) => {
    if (chat === CHATS - 1 && at === 3) return paste()
    const number = chat * (MESSAGES / CHATS) + at
    return (KINDS[number % KINDS.length] ?? String)(number)
  })
