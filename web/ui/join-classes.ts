/** Joins class names, leaving out what is not there. */

export const joinClasses = (...names: readonly (string | false | undefined)[]): string =>
  names.filter((name) => name !== false && name !== undefined && name !== '').join(' ')
