/** Files that do something where a browser takes them for what they are, or for what they are not. */

export interface HostileFile {
  readonly name: string
  /** What it would be sent as by a server that believes what it is told. */
  readonly mime: string
  readonly text: string
  readonly isPicture?: true
}

/** Each leaves its name in the storage of the origin in which it runs, and calls home. */
export const hostileFiles = (canary: string): readonly HostileFile[] => {
  const hit = (name: string): string =>
    `localStorage.setItem('hits',(localStorage.getItem('hits')||'')+'${name} ');fetch('${canary}/${name}')`
  const xhtml = 'xmlns="http://www.w3.org/1999/xhtml"'
  return [
    {
      name: 'page.html',
      mime: 'text/html',
      text: `<!doctype html><title>x</title><script>${hit('html')}</script>`,
    },
    {
      name: 'drawing.svg',
      mime: 'image/svg+xml',
      text: `<svg xmlns="http://www.w3.org/2000/svg"><script>${hit('svg')}</script></svg>`,
    },
    {
      name: 'page.xhtml',
      mime: 'application/xhtml+xml',
      text: `<html ${xhtml}><head><title>x</title><script>${hit('xhtml')}</script></head></html>`,
    },
    {
      name: 'feed.xml',
      mime: 'text/xml',
      text: `<?xml version="1.0"?><x><script ${xhtml}>${hit('xml')}</script></x>`,
    },
    {
      name: 'report.pdf',
      mime: 'application/pdf',
      text: `%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>`,
    },
    { name: 'code.js', mime: 'text/javascript', text: hit('js') },
    {
      name: 'wrong.png',
      mime: 'image/png',
      text: `<!doctype html><script>${hit('wrong')}</script>`,
    },
    {
      name: 'both.gif',
      mime: 'text/javascript',
      text: `GIF89a/*${'\u0001'.repeat(20)}*/=1;${hit('gif')}`,
      isPicture: true,
    },
    {
      name: 'both.png',
      mime: 'text/html',
      text: `\u0089PNG\r\n\u001A\n<!doctype html><script>${hit('png')}</script>`,
      isPicture: true,
    },
  ]
}
