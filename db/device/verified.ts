/** That the chats of this device are those of the server: what was last proven of it. */

/** What the last comparison with the server's digests showed; moments by this device's clock. */
export interface Verified {
  /** Chats without a row above it need no look. */
  readonly revision: number
  readonly at: number
  /** When all of them were looked at. */
  readonly wholeAt: number
  /** How many chats were compared, and how many of them differed and were brought right. */
  readonly chats: number
  readonly differed: number
}
