/** Colours of code: nothing of it is lost or added, and every colour can be read in light and dark. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COLOURS } from '../../web/markdown/highlight/colours.ts'
import { highlight } from '../../web/markdown/highlight/highlighter.ts'
import { languageOf } from '../../web/markdown/highlight/languages.ts'
import { ROOT } from '../world/folders.ts'

const THEME = readFileSync(join(ROOT, 'web/ui/theme.css'), 'utf8')

const READABLE = 4.5

type Scheme = 0 | 1

const shade = (name: string, scheme: Scheme): readonly number[] => {
  const found = new RegExp(`--color-${name}: light-dark\\(#(\\w{6}), #(\\w{6})\\)`).exec(THEME)
  const hex = found?.[scheme + 1] ?? ''
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
}

const luminance = (parts: readonly number[]): number => {
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (one: readonly number[], other: readonly number[]): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const SAMPLES: readonly (readonly [string, string])[] = [
  ['ts', 'const a: number = 1 // <b>&amp;\nclass B extends C {}\n`x${a}`'],
  ['tsx', 'const A = () => <p className="x">{1}</p>'],
  ['js', 'let a = /re+/g'],
  ['json', '{"a": [1, true, null]}'],
  ['py', 'def f(x):\n    """Doc"""\n    return x ** 2  # squares'],
  ['sh', 'echo "$HOME" | grep -v x'],
  ['html', '<p class="a">x</p><script>let a = 1</script><style>p{color:red}</style>'],
  ['css', 'p > a:hover { color: #fff; margin: 1px }'],
  ['sql', "select a from b where c = 'd' -- e"],
  ['java', 'public class A { int b = 1; }'],
  ['c', '#include <a.h>\nint main(void) { return 0; }'],
  ['c++', 'std::vector<int> a{1};'],
  ['cs', 'var a = $"x{b}";'],
  ['go', 'func main() { fmt.Println("a") }'],
  ['rust', 'fn main() { let mut a = 1u8; }'],
  ['ruby', 'def a; puts "b"; end'],
  ['php', '<?php echo $a;'],
  ['kotlin', 'fun main() { val a = 1 }'],
  ['swift', 'let a: Int = 1'],
  ['yaml', 'a: 1\nb: "c"'],
  ['toml', '[a]\nb = "c"'],
  ['md', '# a\n*b*'],
  ['diff', '- a\n+ b'],
  ['dockerfile', 'FROM a\nRUN b'],
]

describe('colours of code', () => {
  test.each(SAMPLES)('leave %s as it is written', async (name, code) => {
    const language = languageOf(name)
    if (language === undefined) throw new Error(`${name} is not known`)
    const runs = await highlight(code, language)

    expect(runs.map(({ text }) => text).join('')).toBe(code)
    expect(runs.some(({ colour }) => colour !== undefined)).toBe(true)
  })

  test('tell what is what, in a language within another too', async () => {
    const ts = languageOf('ts')
    const html = languageOf('html')
    const md = languageOf('md')
    if (ts === undefined || html === undefined || md === undefined) throw new Error('not known')

    expect(await highlight('let a = 1 // b', ts)).toEqual([
      { colour: 'keyword', text: 'let' },
      { colour: undefined, text: ' a = ' },
      { colour: 'number', text: '1' },
      { colour: undefined, text: ' ' },
      { colour: 'comment', text: '// b' },
    ])
    expect(await highlight('`x${a}y`', ts)).toEqual([
      { colour: 'string', text: '`x' },
      { colour: undefined, text: '${a}' },
      { colour: 'string', text: 'y`' },
    ])
    expect(await highlight('> *a*', md)).toEqual([{ colour: 'comment', text: '> *a*' }])
    expect(await highlight('<script>let</script>', html)).toContainEqual({
      colour: 'keyword',
      text: 'let',
    })
  })

  test('are none for a language that is not known', () => {
    expect(languageOf('')).toBeUndefined()
    expect(languageOf('nosuch')).toBeUndefined()
    expect(languageOf('__proto__')).toBeUndefined()
  })

  test.each(Object.keys(COLOURS))('%s can be read on a chip, in light and dark', (name) => {
    for (const scheme of [0, 1] as const)
      expect(contrast(shade(`code-${name}`, scheme), shade('chip', scheme))).toBeGreaterThan(
        READABLE,
      )
  })
})
