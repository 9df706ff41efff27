/** A believable history, for looking at every screen: titles of all lengths, Markdown, code, two scripts. */

export interface ToldChat {
  readonly title: string
  /** When it began (ms). */
  readonly at: number
  /** Question, answer, question, … */
  readonly turns: readonly string[]
  readonly isPinned?: boolean
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const DEBOUNCE = `Here is a small one with types. It remembers the latest call and forgets the others:

\`\`\`ts
export const debounce = <Args extends unknown[]>(
  run: (...args: Args) => void,
  waitMs: number,
) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  return (...args: Args) => {
    clearTimeout(timer)
    timer = setTimeout(() => run(...args), waitMs)
  }
}
\`\`\`

- **Each call** starts the wait anew.
- Nothing runs until it has been quiet for \`waitMs\`.
- It is cancelled by the next call alone; add a \`cancel\` if the component can go away.`

const THROTTLE = `They answer different questions:

| | debounce | throttle |
| --- | --- | --- |
| runs | once it is quiet | at most once per interval |
| good for | search boxes, saving drafts | scrolling, resizing |
| last call | always runs | runs at the end of the interval |

> Rule of thumb: if only the *final* value matters, debounce; if progress matters, throttle.`

const SOURDOUGH = `Three days, ten minutes each:

1. **Day 1.** Mix 50 g rye flour with 50 g water. Leave it warm.
2. **Day 2.** Bubbles? Feed it the same again. None yet? Wait half a day.
3. **Day 3.** When it doubles within six hours, it is ready.

Keep what you do not use in the fridge and feed it once a week.`

const LISBON = `A slow first day:

- **Morning:** walk up to Graça before the heat, coffee at the miradouro
- **Afternoon:** tile museum, then the river at Santa Apolónia
- **Evening:** dinner in Alfama; book, it is small

Trains to Sintra leave every 20 minutes from Rossio. [Timetable](https://www.cp.pt/) · 40 minutes.`

/** `now` in ms: the newest chat ends just before it. */
export const showcase = (now: number): readonly ToldChat[] => {
  const chats: readonly ToldChat[] = [
    {
      title: 'Debounce or throttle?',
      at: now - 4 * 60_000,
      turns: [
        'How do I write a debounce in TypeScript that keeps the argument types?',
        DEBOUNCE,
        'And when would I rather throttle?',
        THROTTLE,
        'Perfect, thank you',
      ],
    },
    {
      title: 'Sourdough starter, step by step',
      at: now - 2 * HOUR_MS,
      turns: ['How do I start a sourdough?', SOURDOUGH],
    },
    {
      title: 'Lisbon in May: three slow days',
      at: now - 5 * HOUR_MS,
      turns: ['Plan three slow days in Lisbon', LISBON, 'Is the tile museum open on Mondays?'],
      isPinned: true,
    },
    {
      title: 'كيف أتعلم البرمجة؟',
      at: now - DAY_MS - HOUR_MS,
      turns: [
        'كيف أبدأ في تعلم البرمجة؟',
        'ابدأ بلغة واحدة مثل Python، واكتب كل يوم برنامجًا صغيرًا.',
      ],
    },
    ...TITLES.map((title, at) => ({
      title,
      at: now - DAY_MS * (1 + at * at * 0.6) - 2 * HOUR_MS,
      turns: [`${title}?`, 'Short answer: yes. The long one follows when you ask for it.'],
    })),
  ]
  return chats.toSorted((a, b) => a.at - b.at)
}

const TITLES = [
  'Explain CRDTs with a shopping list',
  'Regex for ISO 8601 dates',
  'Birthday ideas for a gardener',
  'A very long title that somebody pasted from the first line of an e-mail about the quarterly planning of the allotment association',
  'Lentils, five ways',
  'Why is the sky dark at night',
  'Borrow checker: two mutable references',
  'Cover letter, third draft',
  'Unbroken_title_without_any_space_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on',
]
