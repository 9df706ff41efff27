/** What each kind of block in a message is drawn as: GFM, with headings from the third level on. */

import { expect, test } from 'vitest'
import { bare } from './markdown-html.ts'

const TABLE: readonly (readonly [string, string])[] = [
  ['# one', '<h3>one</h3>'],
  ['## two', '<h3>two</h3>'],
  ['### three', '<h3>three</h3>'],
  ['#### four', '<h3>four</h3>'],
  ['##### five', '<h3>five</h3>'],
  ['###### six', '<h3>six</h3>'],
  ['####### seven', '<p>####### seven</p>'],
  ['#five', '<p>#five</p>'],
  ['# a\n\n### b\n\n## c\n\n# d', '<h3>a</h3><h4>b</h4><h4>c</h4><h3>d</h3>'],
  ['a\n---\n\n> ###### b', '<h3>a</h3><blockquote><h4>b</h4></blockquote>'],
  ['title\n===', '<h3>title</h3>'],
  ['title\n---', '<h3>title</h3>'],
  ['# closed #', '<h3>closed</h3>'],
  ['***both***', '<p><em><strong>both</strong></em></p>'],
  ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ['* a\n* b', '<ul><li>a</li><li>b</li></ul>'],
  ['+ a', '<ul><li>a</li></ul>'],
  ['1. a\n2. b', '<ol start="1"><li>a</li><li>b</li></ol>'],
  ['7. a\n8. b', '<ol start="7"><li>a</li><li>b</li></ol>'],
  ['1) a', '<ol start="1"><li>a</li></ol>'],
  ['- a\n\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
  ['- a\n  - b\n    - c', '<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>'],
  ['1. a\n   - b', '<ol start="1"><li>a<ul><li>b</li></ul></li></ol>'],
  ['- a\n\n  b', '<ul><li><p>a</p><p>b</p></li></ul>'],
  ['-a', '<p>-a</p>'],
  ['- ', '<ul><li></li></ul>'],
  [
    '- [ ] a\n- [x] b',
    '<ul><li><input disabled="" aria-label="a"/>a</li><li><input disabled="" aria-label="b" checked=""/>b</li></ul>',
  ],
  [
    '- [x] a\n\n- [ ] b',
    '<ul><li><p><input disabled="" aria-label="a" checked=""/>a</p></li><li><p><input disabled="" aria-label="b"/>b</p></li></ul>',
  ],
  ['1. [X] a', '<ol start="1"><li><input disabled="" aria-label="a" checked=""/>a</li></ol>'],
  ['- a\n1. b', '<ul><li>a</li></ul><ol start="1"><li>b</li></ol>'],
  ['> a', '<blockquote><p>a</p></blockquote>'],
  ['> a\n> b', '<blockquote><p>a<br/>b</p></blockquote>'],
  ['> a\nlazy', '<blockquote><p>a<br/>lazy</p></blockquote>'],
  ['> > a', '<blockquote><blockquote><p>a</p></blockquote></blockquote>'],
  ['> - a', '<blockquote><ul><li>a</li></ul></blockquote>'],
  ['> # a', '<blockquote><h3>a</h3></blockquote>'],
  ['---', '<hr/>'],
  ['***', '<hr/>'],
  ['___', '<hr/>'],
  ['a\n\n***\n\nb', '<p>a</p><hr/><p>b</p>'],
  [
    '|a|b|\n|-|-|\n|1|2|',
    '<section aria-label="Table, 2 columns, 1 row"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></section>',
  ],
  [
    '|a|b|c|\n|:-|:-:|-:|\n|1|2|3|',
    '<section aria-label="Table, 3 columns, 1 row"><table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table></section>',
  ],
  [
    'a | b\n- | -\n1 | 2',
    '<section aria-label="Table, 2 columns, 1 row"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></section>',
  ],
  [
    '|a|\n|-|\n|`x\\|y`|',
    '<section aria-label="Table, 1 column, 1 row"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td><code>x|y</code></td></tr></tbody></table></section>',
  ],
  [
    '|a|b|\n|-|-|\n|1|',
    '<section aria-label="Table, 2 columns, 1 row"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table></section>',
  ],
  [
    '|a|b|\n|-|-|\n|1|2|3|',
    '<section aria-label="Table, 2 columns, 1 row"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></section>',
  ],
  ['|a|b|\n|1|2|', '<p>|a|b|<br/>|1|2|</p>'],
  [
    '|a|\n|-|\n|x<br>y|',
    '<section aria-label="Table, 1 column, 1 row"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x<br/>y</td></tr></tbody></table></section>',
  ],
  ['```\nx\n```', '<section Code, 1 line><pre><code>x</code></pre></section>'],
  ['```ts\nx\n```', '<section Code, TypeScript, 1 line><pre><code>x</code></pre></section>'],
  ['~~~\nx\n~~~', '<section Code, 1 line><pre><code>x</code></pre></section>'],
  ['````\n```\n````', '<section Code, 1 line><pre><code>```</code></pre></section>'],
  ['    x\n    y', '<section Code, 2 lines><pre><code>x\ny</code></pre></section>'],
  ['```js\nopen', '<section Code, JavaScript, 1 line><pre><code>open</code></pre></section>'],
  [
    '```\n<b>&amp;\n```',
    '<section Code, 1 line><pre><code>&lt;b&gt;&amp;amp;</code></pre></section>',
  ],
  ['```\n\n```', '<section Code, 2 lines><pre><code>\n</code></pre></section>'],
  [
    '- a\n\n  ```\n  x\n  ```',
    '<ul><li><p>a</p><section Code, 1 line><pre><code>x</code></pre></section></li></ul>',
  ],
  ['```c++ file.cpp\nx\n```', '<section Code, C++, 1 line><pre><code>x</code></pre></section>'],
  ['```nosuch\nx\n```', '<section Code, nosuch, 1 line><pre><code>x</code></pre></section>'],
]

test.each(TABLE)('a message draws %j', (source, drawn) => {
  expect(bare(source)).toBe(drawn)
})
