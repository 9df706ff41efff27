/** What the sign-in document leaves for the app, which opens in its place: that somebody has just signed in. */

const KEY = 'just-signed-in'

export const noteSignedIn = (): void => sessionStorage.setItem(KEY, 'yes')

/** True once. */
export const takeSignedIn = (): boolean => {
  const isNew = sessionStorage.getItem(KEY) !== null
  sessionStorage.removeItem(KEY)
  return isNew
}
