/** How a digest is written: as much of a SHA-256 as tells two chats apart where nobody means harm. */

/** Letters of hexadecimal. */
export const DIGEST_LETTERS = 32

export const DIGEST_TEXT = /^[0-9a-f]{32}$/
