/** The title of the window, from the view on the screen and from how much needs the person; set here alone. */

const APP = 'Chat Sync'

let view: string | null = null
let count = 0

/** "(2) Trip plan · Chat Sync"; the list of chats is the app itself. */
export const titleWords = (name: string | null, needing: number): string => {
  const app = name === null || name === 'Chats' ? APP : `${name} · ${APP}`
  return needing === 0 ? app : `(${needing}) ${app}`
}

const show = (): void => {
  document.title = titleWords(view, count)
}

export const nameWindow = (name: string): void => {
  view = name
  show()
}

/** On the app's icon as well, where the system has such a mark. */
export const markWindow = (needing: number): void => {
  count = needing
  show()
  // Some browsers have no badges, whatever the type library says.
  const badges: Partial<Navigator> = navigator
  const marking = needing === 0 ? badges.clearAppBadge?.() : badges.setAppBadge?.(needing)
  // Refused where the app is not installed, or has no leave to show any.
  marking?.catch(() => undefined)
}
