/** Texts that do something where they are taken for markup, for an address, or for a style. */

/** Where any of them runs it leaves its name in `hits`; attributes and tags with no need of quotes. */
const hit = (name: string): string => `(globalThis.hits=[]).push(/${name}/)`

/** For whatever is one line: titles, names, values of conflicts. */
export const hostileName = (name: string): string =>
  `${name} "'\`><img src=x onerror=${hit(name)}><svg onload=${hit(name)}> {{7*7}} \${7*7} javascript:${hit(name)}`

/** For messages: each a way of Markdown or HTML to more than text; the last has one picture that may be asked for. */
export const hostileMessages = (canary: string): readonly string[] => [
  `<script>${hit('script')}</script><img src=x onerror=${hit('image')}><svg/onload=${hit('svg')}>`,
  `[tap](javascript:${hit('link')}) [tap](JaVa&#10;ScRiPt:${hit('entity')}) [tap](data:text/html,<script>1</script>) [tap](vbscript:x) [tap](blob:x)`,
  `<javascript:${hit('autolink')}> javascript:${hit('bare')} [r][r]\n\n[r]: javascript:${hit('reference')} "t"`,
  `[a](https://a.example/"onmouseover=${hit('quote')}) [a](https://a.example "x' onclick='${hit('words')}") <https://a.example/<script>>`,
  `\`\`\`"><img src=x onerror=${hit('language')}>\n</code></pre><script>${hit('code')}</script>\n\`\`\`\n\n\`<img src=x onerror=${hit('span')}>\``,
  `| <img src=x onerror=${hit('head')}> | b |\n| :-"onclick=${hit('align')} | - |\n| [a](javascript:${hit('cell')}) | </td><script>${hit('cell')}</script> |`,
  `<style>*{background:url(${canary}/styles)}</style><link rel=stylesheet href=${canary}/styles.css><base href=${canary}><meta http-equiv=refresh content=0;url=${canary}/>`,
  `<form action=${canary}/form><button>Go</button></form><iframe src=${canary}/frame></iframe><iframe srcdoc="<script>parent.${hit('frame')}</script>"></iframe><object data=${canary}/o></object>`,
  `<math><mtext></p><style><img src=x onerror=${hit('math')}></style><!--><img src=x onerror=${hit('comment')}>-->`,
  `# <a href=javascript:${hit('heading')} autofocus onfocus=${hit('focus')}>x</a>\n\n- [ ] <input onfocus=${hit('input')} autofocus>\n\n> <details open ontoggle=${hit('toggle')}>`,
  `${'> '.repeat(400)}<img src=x onerror=${hit('deep')}>\n\n${'['.repeat(2000)}${'*'.repeat(2000)}${'<b>'.repeat(500)}`,
  `![a](${canary}/picture.png) ![b](javascript:${hit('picture')}) ![c](data:image/svg+xml,<svg/onload=1>) ![d](https://pictures.example/d.png "\\" onload=${hit('title')}")`,
]
