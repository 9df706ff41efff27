/** A sign-out that Clerk has not heard of: its own session is ended the next time its code is loaded. */

const KEY = 'clerk-sign-out'

export const askClerkToSignOut = (): void => localStorage.setItem(KEY, 'yes')

export const isClerkToSignOut = (): boolean => localStorage.getItem(KEY) !== null

export const clerkHasSignedOut = (): void => localStorage.removeItem(KEY)
