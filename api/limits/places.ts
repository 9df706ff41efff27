/** Places for replies: how many a person may have written at one time, in this process. */

const REPLIES_AT_ONCE = 3

/** Takes a place for one reply more of this person, and gives what leaves it; null: all are taken. */
export const createPlaces = (): ((userId: string) => (() => void) | null) => {
  const takenBy = new Map<string, number>()
  return (userId) => {
    const taken = takenBy.get(userId) ?? 0
    if (taken >= REPLIES_AT_ONCE) return null
    takenBy.set(userId, taken + 1)
    return () => {
      const left = (takenBy.get(userId) ?? 1) - 1
      if (left === 0) takenBy.delete(userId)
      else takenBy.set(userId, left)
    }
  }
}
